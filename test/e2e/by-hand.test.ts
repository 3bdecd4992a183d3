import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer } from '@sonm/example-render/build'
import { connectNodeApi, openHome, readNodeAccess } from '@sonm/sonm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, sonm, start, temporaryFolder } from './program.ts'

const folder = temporaryFolder()
const env = { SONM_HOME: join(folder.path, 'home') }
const running: Running[] = []
const call = (...words: string[]) => sonm(words, { env })
const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await call(...words, '--out', 'json')
  expect(stderr, `${words.join(' ')}`).not.toMatch(/^error/m)
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

/** How many deals there are and were. */
async function dealCount(): Promise<number> {
  const { deals } = await connectNodeApi(readNodeAccess(openHome(env.SONM_HOME))).deals.listDeals({ withClosed: true })
  return deals.length
}

async function startRole(...words: string[]): Promise<string> {
  const role = start(words, { env })
  running.push(role)
  const [line] = await role.until(/.*Ctrl-C ends (it|the chain).*/)
  return line
}

beforeAll(async () => {
  const devnet = start(['devnet', '--roles', 'none', '--any-ports'], { env })
  running.push(devnet)
  // The commands that a newcomer is told to type are the ones that are typed here.
  const [text] = await devnet.until(/\S+ locator start[\s\S]*\S+ node start[^\n]*/)
  for (const line of text.split('\n')) await startRole(...line.trim().split(' ').slice(1))
})

afterAll(async () => {
  for (const role of running.toReversed()) {
    role.child.kill('SIGINT')
    await role.ended
  }
  folder.remove()
})

test('a task file runs, prints, leaves its output, and is paid', async () => {
  const render = join(import.meta.dirname, '../../examples/render/task.yaml')
  await buildRenderer()
  const before = await json('wallet', 'balance')
  const result = await json('run', '-f', render, '--output', folder.path, '--yes')
  expect(BigInt(result.paidWei)).toBeGreaterThan(0n)
  expect(readFileSync(join(folder.path, 'image.png')).subarray(1, 4).toString()).toBe('PNG')
  const after = await json('wallet', 'balance')
  const total = (balances: { snmWei: string; marketFreeWei: string; marketLockedWei?: string }) =>
    BigInt(balances.snmWei) + BigInt(balances.marketFreeWei) + BigInt(balances.marketLockedWei ?? '0')
  expect(total(before) - total(after)).toBe(BigInt(result.paidWei))
  const { deals } = await json('deal', 'list', '--all')
  expect(deals[0]).toMatchObject({ state: 'closed', paidWei: result.paidWei })
  const logs = await call('task', 'logs', result.taskId)
  expect(logs.stdout).toContain('progress 1')
})

test('the market, the plans and the workers are shown as tables and as JSON', async () => {
  const market = await call('market', 'search')
  expect(market.stdout).toMatch(/SUPPLIER\s+.*CORES\s+RAM/)
  await startRole('node', 'start', '--name', 'supplier', '--listen', '127.0.0.1:0')
  const { plans } = await json('plan', 'list', '--node', 'supplier')
  expect(plans).toHaveLength(1)
  const { workers } = await json('plan', 'workers', '--node', 'supplier')
  expect(workers[0]).toMatchObject({ connected: true })
  const asBuyer = await call('plan', 'list')
  expect(asBuyer.stderr).toContain('error PERMISSION_DENIED:')
})

test('a deal is opened after a plan is shown, and closed by its number', async () => {
  const dry = await call('deal', 'open', '--dry-run')
  expect(dry.stdout).toMatch(/price[\s\S]*held ahead[\s\S]*deposit/)
  const unasked = await call('deal', 'open')
  expect(unasked).toMatchObject({ code: 2 })
  expect(unasked.stderr).toContain('--yes')
  const opened = await json('deal', 'open', '--yes')
  const closed = await json('deal', 'close', opened.deal.deal.id, '--yes')
  expect(closed.deal.state).toBe('closed')
})

test.each([
  [['run', '-f', 'no-such-file.yaml'], 'FILE_UNREADABLE', 2],
  [['market', 'search', '--ram', '4XB'], 'QUANTITY_INVALID', 2],
  [['market', 'search', '--max-price', '1,5 SNM/h'], 'MONEY_INVALID', 2],
  [['wallet', 'deposit', '--yes', '--', '-1 SNM'], 'MONEY_INVALID', 2],
  [['wallet', 'deposit', '100000000 SNM', '--yes'], 'SNM_INSUFFICIENT', 4],
  [['wallet', 'balance', '0x123'], 'ADDRESS_INVALID', 2],
  [['deal', 'show', '999'], 'DEAL_UNKNOWN', 4],
  [['deal', 'close', 'seven'], 'INPUT_INVALID', 2],
  [['task', 'show', '00000000000000000000000000000000'], 'TASK_NOT_FOUND', 4],
  [['market', 'serch'], 'USAGE', 2],
  [['deal', 'open', '--gpus', '64', '--yes'], 'NO_OFFER_MATCHES', 4],
])('%j fails with %s', async (words, error, exitCode) => {
  const { code, stderr } = await call(...words)
  expect(stderr).toContain(`error ${error}:`)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(code).toBe(exitCode)
})

test.each([
  ['wasm: { module: missing.wasm }\n', 'FILE_UNREADABLE'],
  ['wasm: { module: empty.wasm }\ninputs: { scene.json: missing.json }\n', 'FILE_UNREADABLE'],
  ['wasm: { module: task.yaml }\n', 'WASM_INVALID'],
  ['wasm: { module: empty.wasm }\nlimits: { memory: -1GiB }\n', 'SPEC_INVALID'],
  ['wasm: { module: empty.wasm }\nlimits: { cpu: 99999999999 }\n', 'SPEC_INVALID'],
  ['wasm: { module: empty.wasm }\nlimits: { wall-time: -1s }\n', 'SPEC_INVALID'],
  ['wasm: { module: task.yaml, arguments: [x] }\n', 'SPEC_INVALID'],
  ['container: { image: "" }\n', 'SPEC_INVALID'],
  ['wasm: [\n', 'SPEC_INVALID'],
])('a wrong task file (%j) is refused before any money moves', async (text, error) => {
  const file = join(folder.path, 'task.yaml')
  writeFileSync(join(folder.path, 'empty.wasm'), Buffer.from('0061736d01000000', 'hex'))
  writeFileSync(file, text)
  const before = await dealCount()
  const { code, stderr } = await call('run', '-f', file, '--yes')
  expect(stderr).toContain(`error ${error}:`)
  expect(code).toBe(2)
  expect(await dealCount()).toBe(before)
})

test('a module that lacks what a worker needs ends the task with the reason, and the deal is closed and paid', async () => {
  const file = join(folder.path, 'task.yaml')
  // The empty module: valid, and without memory or anything to start.
  writeFileSync(join(folder.path, 'empty.wasm'), Buffer.from('0061736d01000000', 'hex'))
  writeFileSync(file, 'wasm: { module: empty.wasm }\n')
  const { code, stderr } = await call('run', '-f', file, '--yes')
  expect(stderr).toContain('error WASM_INVALID:')
  expect(stderr).toMatch(/\n {2}Give a WASI preview 1 command/)
  expect(code).toBe(2)
  const { deals } = await json('deal', 'list')
  expect(deals).toEqual([])
})

test('outputs that cannot be written are told of before anything is rented', async () => {
  const file = join(folder.path, 'task.yaml')
  const output = join(folder.path, 'task.yaml', 'results')
  writeFileSync(file, 'wasm: { module: empty.wasm }\noutputs: [image.png]\n')
  const before = await dealCount()
  const { code, stderr } = await call('run', '-f', file, '--yes', '--output', output)
  expect(stderr).toContain('error FILE_UNWRITABLE:')
  expect(code).toBe(2)
  expect(await dealCount()).toBe(before)
})

test('a port that is taken and a wrong password are told by their names', async () => {
  const network = JSON.parse(readFileSync(join(env.SONM_HOME, 'network.json'), 'utf8'))
  const [, listen] = network.locators[0].split('@')
  const taken = await call('locator', 'start', '--name', 'second-locator', '--listen', listen)
  expect(taken.stderr).toContain('error PORT_TAKEN:')
  expect(taken.code).toBe(1)
  const passwordFile = join(folder.path, 'wrong-password')
  writeFileSync(passwordFile, 'not it\n')
  const wrong = await call('locator', 'start', '--listen', '127.0.0.1:25020', '--password-file', passwordFile)
  expect(wrong.stderr).toContain('error KEYSTORE_PASSWORD_WRONG:')
  expect(wrong.stderr).toContain('--password-file')
  expect(wrong.code).toBe(3)
  expect(existsSync(join(env.SONM_HOME, 'locator', 'key.json'))).toBe(true)
})
