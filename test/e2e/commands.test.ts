import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer } from '@sonm/example-render/build'
import { readTaskFile } from '@sonm/model'
import { observationFromMessage, taskSpecToMessage } from '@sonm/protocol'
import { prepareTask, uploadFile } from '@sonm/sonm'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { processesWith, type Running, start, startInTerminal } from './program.ts'
import { pressCtrlC } from './quickstart-place.ts'
import { Town, until } from './town.ts'

const SNM = 10n ** 18n
const town = new Town()
const file = (name: string) => join(town.folder.path, name)
const call = town.call.bind(town)
let supplierNode: Running | undefined

const planText = (price: string) => `duration: spot
price: ${price}
resources:
  cpu: { cores: 0.5 }
  ram: { size: 256MiB }
  storage: { size: 256MiB }
  network: { outbound: false, incoming: true, overlay: false }
`

const renderText = (side: number, samples: number) => `wasm:
  module: render.wasm
  args: [/in/scene.json, /out/image.png, --width, ${side}, --height, ${side}, --samples, ${samples}]
inputs: { scene.json: ${join(import.meta.dirname, '../../examples/render/scenes/market.json')} }
outputs: [image.png]
`

beforeAll(async () => {
  await town.startChain()
  // A part of the machine, so that another part is left to sell.
  writeFileSync(join(town.homePath, 'ask-plan.yaml'), planText('1 SNM/h'))
  writeFileSync(file('plan.yaml'), planText('2 SNM/h'))
  writeFileSync(file('short.yaml'), renderText(16, 1))
  // It says what it renders, and then has work for hours.
  writeFileSync(file('endless.yaml'), renderText(1000, 4096))
  await Promise.all([town.startRoles(), buildRenderer({ outFile: file('render.wasm') })])
  supplierNode = start(['node', 'start', '--name', 'supplier', '--listen', '127.0.0.1:0'], { env: town.env })
  await supplierNode.until(/Ctrl-C ends it/)
})

// Whatever became of a test, the next one finds the machine for sale.
afterEach(() => town.closeDeals())

afterAll(async () => {
  supplierNode?.child.kill('SIGINT')
  await supplierNode?.ended
  await town.stop()
  expect(processesWith(town.homePath)).toEqual([])
})

async function json(...words: string[]) {
  const { code, stdout, stderr } = await call(...words, '--out', 'json')
  expect({ code, stderr }, words.join(' ')).toMatchObject({ code: 0 })
  return JSON.parse(stdout)
}

/** What a command says that is well called and cannot be done now. */
async function refusal(...words: string[]) {
  const { code, stdout, stderr } = await call(...words)
  expect(stdout).toBe('')
  return `${code} ${stderr.match(/^error (\w+):/m)?.[1]}`
}

const prices = async (): Promise<readonly string[]> =>
  (await town.api.market.search({})).offers.map(({ order }) => `${order!.order!.pricePerSecond}`).sort()
const isOffered = () => until(prices, (found) => found.length === 1, 'the machine is offered')

async function openDeal(): Promise<string> {
  await isOffered()
  const { deal } = await json('deal', 'open', '--yes')
  return deal.deal.id
}

/** What the buyer has, as the chain says. */
async function balances() {
  const { snmWei, marketFreeWei, marketLockedWei } = await town.api.wallet.getBalances({})
  const [wallet, free, locked] = [BigInt(snmWei), BigInt(marketFreeWei), BigInt(marketLockedWei || '0')] as const
  return { wallet, free, locked, total: wallet + free + locked }
}

const stateOf = async (dealId: string) => (await town.api.deals.getDeal({ dealId: BigInt(dealId) })).state
const taskOf = async (taskId: string) => observationFromMessage((await town.api.tasks.getTask({ taskId })).observation)

test('a task is started, followed and stopped by hand, and its deal goes on', async () => {
  const dealId = await openDeal()
  const { observation, executor } = await json('task', 'start', dealId, '-f', file('endless.yaml'))
  const { taskId } = observation
  expect(executor).toBe('wasm')
  const following = start(['task', 'logs', taskId, '--follow'], { env: town.env })
  await following.until(/ shapes, 1000x1000 pixels/)
  // Without --follow it ends while the task runs on.
  expect((await call('task', 'logs', taskId)).stdout).toContain('shapes')

  expect(await refusal('task', 'fetch', taskId)).toBe('1 TASK_NOT_ENDED')
  // Nobody is there to be asked.
  expect(await refusal('task', 'stop', taskId)).toBe('2 CONFIRMATION_NEEDED')
  const leaving = start(['task', 'logs', taskId, '--follow'], { env: town.env })
  await leaving.until(/shapes/)
  pressCtrlC(leaving)
  expect((await leaving.ended).code).toBe(130)
  expect((await call('task', 'show', taskId.slice(0, 8))).stdout).toContain(`Task ${taskId}: running\n`)

  expect(following.child.exitCode).toBe(null)
  const stopped = await call('task', 'stop', taskId, '--yes')
  expect(stopped).toMatchObject({ code: 0, stderr: '' })
  expect(stopped.stdout).toMatch(/^Task \w+: ended\n[\s\S]* {2}ended {7}stopped/)
  expect(await following.ended).toMatchObject({ code: 0, stderr: '' })
  const ended = await taskOf(taskId)
  expect(ended).toMatchObject({ phase: 'ended', end: { reason: 'stopped' } })
  // Once more changes nothing.
  expect(await call('task', 'stop', taskId, '--yes')).toEqual(stopped)
  expect(await taskOf(taskId)).toEqual(ended)
  expect(await stateOf(dealId)).toBe('open')

  const closed = await call('deal', 'close', dealId, '--yes')
  expect(closed.stdout).toContain(`Deal ${dealId}: closed`)
  expect(await refusal('task', 'start', dealId, '-f', file('short.yaml'))).toBe('1 DEAL_ENDED')
})

test('a task that is left running is followed, fetched and paid by the commands that run prints', async () => {
  await isOffered()
  const before = await balances()
  const detached = await call('run', '-f', file('short.yaml'), '--detach', '--yes')
  expect(detached.code).toBe(0)
  const [, follow, taskId] = detached.stdout.match(/^Follow it with: .*?sonm (task logs (\w+) --follow)$/m)!
  const [, end, dealId] = detached.stdout.match(/^End it with: .*?sonm (deal close (\d+))$/m)!
  const followed = await call(...follow!.split(' '))
  expect(followed.stdout).toMatch(/ shapes, 16x16 pixels[\s\S]*progress 1\.00\n$/)

  const { tasks } = await json('task', 'list', '--deal', dealId!)
  expect(tasks).toMatchObject([
    { dealId, executor: 'wasm', observation: { taskId, phase: 'TASK_PHASE_ENDED', end: { exitCode: 0 } } },
  ])
  const [{ bytes, name }] = tasks[0].observation.outputs
  expect(name).toBe('image.png')
  expect((await call('task', 'list')).stdout).toMatch(new RegExp(`${taskId} +${dealId} +wasm +ended .*exited \\(0\\)`))

  const folder = file('fetched')
  const picture = join(folder, 'image.png')
  const fetched = await call('task', 'fetch', taskId!, '--output', folder)
  expect(fetched.stdout).toBe(`${picture} (${bytes} bytes)\n`)
  expect(readFileSync(picture)).toHaveLength(Number(bytes))
  writeFileSync(picture, 'mine')
  expect(await refusal('task', 'fetch', taskId!, '--output', folder)).toBe('1 OUTPUT_EXISTS')
  expect(readFileSync(picture, 'utf8')).toBe('mine')
  expect((await call('task', 'fetch', taskId!, '--output', folder, '--force')).code).toBe(0)
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG')

  // The deal goes on until it is closed, also when its task has ended.
  expect(await stateOf(dealId!)).toBe('open')
  const { deal } = await json(...end!.split(' '), '--yes')
  expect(deal.state).toBe('closed')
  expect(BigInt(deal.paidWei)).toBeGreaterThan(0n)
  const after = await balances()
  expect(after.locked).toBe(0n)
  expect(before.total - after.total).toBe(BigInt(deal.paidWei))
})

test('Ctrl-C during a run ends the task, closes the deal and pays for the time it was open', async () => {
  await isOffered()
  const before = await balances()
  const run = start(['run', '-f', file('endless.yaml'), '--output', file('none'), '--yes'], { env: town.env })
  const [, dealId] = await run.until(/Deal (\d+) is open/)
  const [, taskId] = await run.until(/Task (\w+) is started/)
  await run.until(/shapes/)
  pressCtrlC(run)
  const { code, stderr } = await run.ended
  expect(code).toBe(130)
  expect(stderr).toContain('error INTERRUPTED:')
  expect(stderr).toContain(`Deal ${dealId}: closed`)
  expect(existsSync(join(file('none'), 'image.png'))).toBe(false)

  const closed = await town.api.deals.getDeal({ dealId: BigInt(dealId!) })
  expect(closed.state).toBe('closed')
  const after = await balances()
  expect(after.locked).toBe(0n)
  expect(before.total - after.total).toBe(BigInt(closed.paidWei))
  await until(
    () => taskOf(taskId!),
    ({ phase }) => phase === 'ended',
    'the task has ended',
  )
  expect(await taskOf(taskId!)).toMatchObject({ end: { reason: 'deal-closed' } })
})

test('the first digits of an id must name one task', async () => {
  const dealId = BigInt(await openDeal())
  writeFileSync(file('empty.wasm'), Buffer.from('0061736d01000000', 'hex'))
  const text = 'wasm: { module: empty.wasm }\nlimits: { memory: 64MiB, cpu: 0.1 }\n'
  const task = await prepareTask(readTaskFile(text, 'task.yaml'), file('task.yaml'))
  for (const blob of task.files) await uploadFile(town.api, dealId, blob, () => {})
  for (const last of ['0', '1']) {
    const taskId = `abcdef${'0'.repeat(25)}${last}`
    await town.api.tasks.startTask({ dealId, taskId, spec: taskSpecToMessage(task.spec) })
  }
  const { code, stderr } = await call('task', 'show', 'abcdef')
  expect(stderr).toContain('error TASK_AMBIGUOUS: 2 tasks begin with abcdef')
  expect(code).toBe(2)
})

test('SNM goes into the market and comes back', async () => {
  const before = await balances()
  const deposited = await call('wallet', 'deposit', '2.5 SNM', '--yes')
  expect(deposited.stdout).toMatch(/^Done in block \d+, transaction 0x[0-9a-f]{64}; the fee was 0\.\d+ ETH\.\n$/)
  const between = await balances()
  expect(between).toEqual({ ...before, wallet: before.wallet - (SNM * 5n) / 2n, free: before.free + (SNM * 5n) / 2n })
  const { txHash } = await json('wallet', 'withdraw', '1 SNM', '--yes')
  expect(txHash).toMatch(/^0x[0-9a-f]{64}$/)
  const after = await balances()
  expect(after).toEqual({ ...between, wallet: between.wallet + SNM, free: between.free - SNM })
  expect(await refusal('wallet', 'withdraw', '100000 SNM', '--yes')).toBe('4 BALANCE_INSUFFICIENT')
  expect(await refusal('wallet', 'withdraw', '1 SNM')).toBe('2 CONFIRMATION_NEEDED')
  expect(await balances()).toEqual(after)
})

test('somebody is paid by name and by link, and the history tells of it', async () => {
  const friend = `0x${'77'.repeat(20)}`
  await call('wallet', 'contacts', 'add', 'my friend', friend)
  expect((await call('wallet', 'send', '0.5 SNM', 'My Friend', '--yes')).stderr).toMatch(
    /^You pay +0\.5 SNM \(about 0\.03 USD\)\n/,
  )
  await call('wallet', 'send', `ethereum:${friend}@31337?value=25e16`, '--yes')
  const got = { ethWei: (SNM / 4n).toString(), snmWei: (SNM / 2n).toString() }
  expect(await town.api.wallet.getBalances({ address: friend })).toMatchObject(got)
  const { movements } = await json('wallet', 'history', '--limit', '2')
  expect(movements).toMatchObject([
    { kind: 'sent', token: { symbol: 'ETH' }, counterpartyName: 'my friend', state: 'confirmed' },
    { kind: 'sent', token: { symbol: 'SNM' }, counterpartyName: 'my friend', amount: got.snmWei },
  ])
})

test.each([
  ['n', 'n\n', 'error DECLINED: Nothing was done.'],
  ['Ctrl-C', '\x03', 'error PROMPT_INTERRUPTED: Interrupted at a question'],
  ['Ctrl-D', '\x04', 'error PROMPT_INTERRUPTED: Interrupted at a question'],
])('who is asked on a terminal and answers %s has done nothing', async (_, keys, told) => {
  const before = await balances()
  const asking = startInTerminal(['wallet', 'deposit', '1 SNM'], { env: town.env })
  await asking.until(/Deposit 1 SNM into the market\? \[y\/N\]/)
  asking.child.stdin!.write(keys)
  const { code, stdout } = await asking.ended
  expect(stdout).toContain(told)
  expect(code).toBe(130)
  expect(await balances()).toEqual(before)
})

test('who answers y goes on', async () => {
  const before = await balances()
  const asking = startInTerminal(['wallet', 'deposit', '1 SNM'], { env: town.env })
  await asking.until(/\[y\/N\]/)
  asking.child.stdin!.write('y\n')
  const { code, stdout } = await asking.ended
  expect(stdout).toContain('Done in block')
  expect(code).toBe(0)
  expect(await balances()).toEqual({ ...before, wallet: before.wallet - SNM, free: before.free + SNM })
})

test('a supplier sells another slice of the machine, and sells it no longer', async () => {
  const asSupplier = ['--node', 'supplier'] as const
  const plans = async (): Promise<{ planId: string; state: string }[]> =>
    (await json('plan', 'list', ...asSupplier)).plans
  await isOffered()
  const [known] = await plans()
  const created = await json('plan', 'create', '-f', file('plan.yaml'), ...asSupplier)
  expect(created.spec).toMatchObject({ cpuHundredths: 50, ramBytes: `${256 * 2 ** 20}` })
  const both = await until(prices, (found) => found.length === 2, 'both slices are offered')
  expect(both).toContain(created.spec.pricePerSecond)
  const listed = await call('plan', 'list', ...asSupplier)
  expect(listed.stdout).toMatch(new RegExp(`^${created.planId} +offered +- +\\S+ +0\\.5 +256 MiB +2 SNM/h$`, 'm'))
  expect(listed.stdout).toContain(known!.planId)
  const status = await call('plan', 'status', ...asSupplier)
  expect(status.stdout.toLowerCase()).toContain(`paid to ${town.master}`)
  expect(status.stdout).toMatch(/ {2}workers {2}1\n {2}plans {4}2\n {2}deals {4}0 open\n {2}tasks {4}0 running\n/)
  const hub = town.command('worker')[3]!
  const reached = await json('network', 'status', hub, ...asSupplier)
  expect(reached).toMatchObject({ address: hub, relays: [{ reserved: true }] })

  expect(await refusal('plan', 'remove', created.planId, ...asSupplier)).toBe('2 CONFIRMATION_NEEDED')
  const removed = await call('plan', 'remove', created.planId, '--yes', ...asSupplier)
  expect(removed.stdout).toBe(`Plan ${created.planId} is removed.\n`)
  // It stays in the list, for a deal of it would go on, and no ask is made of it.
  expect((await plans()).find(({ planId }) => planId === created.planId)).toMatchObject({ state: 'removed' })
  const left = await until(prices, (found) => found.length === 1, 'the slice is offered no longer')
  expect(left).not.toContain(created.spec.pricePerSecond)
  expect(await call('plan', 'remove', created.planId, '--yes', ...asSupplier)).toEqual(removed)
  expect(await refusal('plan', 'remove', 'none', '--yes', ...asSupplier)).toBe('4 PLAN_NOT_FOUND')
  writeFileSync(file('too-large.yaml'), planText('1 SNM/h').replace('256MiB', '1000TiB'))
  expect(await refusal('plan', 'create', '-f', file('too-large.yaml'), ...asSupplier)).toBe('4 SLICE_UNAVAILABLE')
  // A buyer's account sells nothing here.
  expect(await refusal('plan', 'remove', known!.planId, '--yes')).toBe('3 PERMISSION_DENIED')
  expect(await isOffered()).toEqual(left)
})
