import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { systemClock } from '@sonm/common'
import { TaskPhaseMessage } from '@sonm/protocol'
import { followTask, type PreparedTask, prepareRenderTask, startTask } from '@sonm/sonm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, ROOT, type Running, sonm, start } from './program.ts'
import { Town, until } from './town.ts'

const town = new Town()
let task: PreparedTask

beforeAll(async () => {
  ;[task] = await Promise.all([prepareRenderTask(), town.start()])
  await town.untilOffered()
})

afterAll(() => town.stop())

/** What a user must meet when something is wrong: a code and what to do, by the exit code too, and no trace. */
function expectFailure({ code, stderr, stdout }: Ended, error: string, exitCode: number): void {
  expect(stderr).toContain(`error ${error}:`)
  expect(stderr).not.toMatch(/\n\s+at |node:internal|Node\.js v/)
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^ {2}\S/)
  // Whoever asked for JSON is told in JSON too; nothing else is printed as a result.
  if (stdout !== '') expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: error } })
  expect(code).toBe(exitCode)
}

/** A call to the development chain that no contract and no wallet knows of. */
async function chainCall(method: string, ...params: unknown[]): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(town.network.rpcUrl, { method: 'POST', headers, body })
  expect(await answer.json()).not.toHaveProperty('error')
}

/** Another machine on the same network: a home with the network file and nothing else. */
function otherHome(name: string): string {
  const home = join(town.folder.path, name)
  mkdirSync(home, { recursive: true })
  copyFileSync(join(town.homePath, 'network.json'), join(home, 'network.json'))
  return home
}

describe('a buyer without money', () => {
  const at = (home: string) => ({ env: { SONM_HOME: home } })
  let home: string
  let node: Running
  beforeAll(() => {
    home = otherHome('poor')
  })
  afterAll(async () => {
    node.child.kill('SIGINT')
    await node.ended
  })

  test('is told that no node runs before he has started one', async () => {
    expectFailure(await sonm(['wallet', 'balance'], at(home)), 'NODE_NOT_RUNNING', 5)
  })

  test('cannot open a deal or deposit without SNM, and nothing is sent', async () => {
    node = start(['node', 'start', '--listen', '127.0.0.1:0'], at(home))
    await node.until(/Ctrl-C ends it/)
    expectFailure(await sonm(['deal', 'open', '--yes', '--out', 'json'], at(home)), 'SNM_INSUFFICIENT', 4)
    expectFailure(await sonm(['wallet', 'deposit', '1 SNM', '--yes'], at(home)), 'SNM_INSUFFICIENT', 4)
  })

  test('gets SNM of the faucet, and on this chain Ether to ask for it; without Ether he opens no deal and keeps his SNM', async () => {
    const balances = async () => JSON.parse((await sonm(['wallet', 'balance', '--out', 'json'], at(home))).stdout)
    const { address } = await balances()
    expectFailure(await sonm(['wallet', 'faucet'], at(home)), 'CONFIRMATION_NEEDED', 2)
    expect(await sonm(['wallet', 'faucet', '--yes'], at(home))).toMatchObject({ code: 0 })
    await chainCall('anvil_setBalance', address, '0x0')
    const before = await balances()
    expect(before.snmWei).toBe('100000000000000000000')
    expectFailure(await sonm(['deal', 'open', '--yes', '--out', 'json'], at(home)), 'ETH_INSUFFICIENT', 4)
    expect(await balances()).toEqual(before)
  })

  test('leaves the machine to others', async () => {
    expect((await town.api.market.search({})).offers).toHaveLength(1)
  })
})

describe('a supplier that vanishes', () => {
  test('before the deal: it is said why, and no money moves', async () => {
    const before = await town.api.wallet.getBalances({})
    const { deals } = await town.api.deals.listDeals({ withClosed: true })
    await town.kill('hub')
    expectFailure(await town.call('deal', 'open', '--yes', '--out', 'json'), 'DEAL_NO_OFFER', 5)
    expect(await town.api.wallet.getBalances({})).toEqual(before)
    expect((await town.api.deals.listDeals({ withClosed: true })).deals).toEqual(deals)
    await town.startRole('hub')
    await town.untilOffered()
  })

  test('after the deal: its tasks stay listed, and closing returns the money', async () => {
    const before = await town.wealth()
    const { deal } = await town.api.deals.openDeal({})
    const dealId = deal!.deal!.id
    const taskId = await startTask(town.api, dealId, task, () => {})
    await followTask(town.api, taskId, () => {}, { until: ({ progress }) => (progress ?? 0) > 0 })
    await town.kill('hub')

    const listed = await town.call('task', 'list')
    expect(listed).toMatchObject({ code: 0 })
    expect(listed.stdout).toMatch(new RegExp(`${taskId}.*running`))
    expectFailure(await town.call('task', 'show', taskId), 'HUB_UNREACHABLE', 5)
    expectFailure(await town.call('task', 'logs', taskId), 'HUB_UNREACHABLE', 5)
    const closed = await town.call('deal', 'close', `${dealId}`, '--yes', '--out', 'json')
    expect(closed).toMatchObject({ code: 0 })
    const bill = JSON.parse(closed.stdout).deal
    expect(BigInt(bill.paidWei)).toBe(BigInt(bill.deal.pricePerSecond) * BigInt(bill.billedSeconds))
    expect(BigInt(bill.paidWei) + BigInt(bill.returnedWei)).toBe(BigInt(deal!.deal!.lockedWei))
    expect(await town.wealth()).toBe(before)
    expect((await town.call('task', 'list')).stdout).toMatch(new RegExp(`${taskId}.*ended`))

    await town.startRole('hub')
    await town.untilOffered()
  })

  /** `sonm run` of the example, up to the moment when its task is at work. */
  async function running(...options: string[]): Promise<Running> {
    const words = ['run', '-f', join(ROOT, 'examples/render/task.yaml'), '--yes', '--out', 'json']
    const run = start([...words, '--output', town.folder.path, ...options], { env: town.env })
    await until(
      async () => (await town.api.tasks.listTasks({})).tasks[0]?.observation,
      (observation) => observation?.phase === TaskPhaseMessage.RUNNING && (observation.progress ?? 0) > 0,
      'the task is at work',
    )
    return run
  }

  test('while `sonm run` waits, and stays away: the task is given up, and its deal closed', async () => {
    const before = await town.wealth()
    const run = await running('--patience', '1s')
    await town.kill('hub')
    const ended = await run.ended
    expectFailure(ended, 'HUB_LOST', 5)
    expect(ended.stderr).toMatch(/does not answer.* Waiting for it/)
    expect((await town.api.deals.listDeals({})).deals).toEqual([])
    expect(await town.wealth()).toBe(before)
    await town.startRole('hub')
    await town.untilOffered()
  })

  test('while `sonm run` waits, and comes back: the task goes on and is paid', async () => {
    const run = await running()
    await town.kill('hub')
    await run.until(/Waiting for it/)
    await town.startRole('hub')
    const ended = await run.ended
    expect(ended.code).toBe(0)
    const { files, paidWei } = JSON.parse(ended.stdout)
    expect(files).toMatchObject([{ path: join(town.folder.path, 'image.png') }])
    expect(BigInt(paidWei)).toBeGreaterThan(0n)
    await town.untilOffered()
  })
})

describe('files that are broken', () => {
  const network = (home: string) => join(home, 'network.json')
  const startNode = (home: string) => sonm(['node', 'start', '--listen', '127.0.0.1:0', '--home', home])

  test.each([
    ['cut in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['with a wrong address', (text: string) => text.replace(/0x[0-9a-f]{40}/, '0x12')],
  ])('a network file that is %s', async (name, spoil) => {
    const home = otherHome(`network-${name.replaceAll(' ', '-')}`)
    writeFileSync(network(home), spoil(readFileSync(network(home), 'utf8')))
    expectFailure(await startNode(home), 'NETWORK_FILE_INVALID', 2)
  })

  test('a network file that is missing', async () => {
    const home = join(town.folder.path, 'no-network')
    mkdirSync(home)
    expectFailure(await startNode(home), 'NETWORK_FILE_MISSING', 4)
  })

  test.each(['hub', 'marketplace', 'node', 'worker'])('keystore and store of the %s', async (role) => {
    const home = otherHome(`files-of-${role}`)
    const folder = join(home, role)
    mkdirSync(folder)
    const words = role === 'worker' ? ['--hub', `0x${'1'.repeat(40)}`] : ['--listen', '127.0.0.1:0']
    const startRole = () => sonm([role, 'start', '--home', home, ...words])
    const garbage = 'this is no database, '.repeat(1000)
    writeFileSync(join(folder, 'store.sqlite'), garbage)
    expectFailure(await startRole(), 'STORE_DAMAGED', 1)
    // What could not be read is left as it is: somebody may be able to repair it.
    expect(readFileSync(join(folder, 'store.sqlite'), 'utf8')).toBe(garbage)
    const key = readFileSync(join(folder, 'key.json'), 'utf8')
    writeFileSync(join(folder, 'key.json'), key.slice(0, key.length / 2))
    expectFailure(await startRole(), 'KEYSTORE_INVALID', 2)
  })
})

describe('a chain that is not there', () => {
  test('hangs: a command says so, the deal stays, and is closed when the chain is back', async () => {
    const { deal } = await town.api.deals.openDeal({})
    const dealId = `${deal!.deal!.id}`
    process.kill(town.anvilPid(), 'SIGSTOP')
    const fromMs = systemClock.monotonicMs()
    const [close, balance] = await Promise.all([
      town.call('deal', 'close', dealId, '--yes', '--out', 'json'),
      town.call('wallet', 'balance'),
    ])
    expect(systemClock.monotonicMs() - fromMs).toBeLessThan(25_000)
    process.kill(town.anvilPid(), 'SIGCONT')
    for (const ended of [close, balance]) expectFailure(ended, 'CHAIN_UNREACHABLE', 5)
    expect(await town.call('deal', 'close', dealId, '--yes')).toMatchObject({ code: 0 })
  })

  const commands: readonly (readonly string[])[] = [
    ['wallet', 'balance'],
    ['wallet', 'deposit', '1 SNM', '--yes'],
    ['wallet', 'withdraw', '1 SNM', '--yes'],
    ['deal', 'open', '--yes', '--out', 'json'],
    ['deal', 'open', '--dry-run'],
  ]

  test('is gone', async () => {
    await town.untilOffered()
    process.kill(town.anvilPid(), 'SIGKILL')
    for (const ended of await Promise.all(commands.map((words) => town.call(...words)))) {
      expectFailure(ended, 'CHAIN_UNREACHABLE', 5)
    }
  })

  test.each([
    ['is another chain', '1', 'CHAIN_WRONG'],
    ['is the right chain without the contracts', '31337', 'CONTRACT_MISSING'],
  ])('%s', async (_, chainId, error) => {
    const port = new URL(town.network.rpcUrl).port
    const anvil = spawn(anvilBinary(), ['--port', port, '--chain-id', chainId, '--silent'], { stdio: 'ignore' })
    try {
      await until(
        () => fetch(town.network.rpcUrl),
        () => true,
        'the other chain answers',
      )
      for (const ended of await Promise.all(commands.map((words) => town.call(...words)))) {
        expectFailure(ended, error, 1)
      }
    } finally {
      anvil.kill('SIGKILL')
    }
  })
})

/** The program itself, not its npm wrapper. */
function anvilBinary(): string {
  const require = createRequire(import.meta.url)
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  return join(
    dirname(require.resolve(`@foundry-rs/anvil-${process.platform}-${architecture}/package.json`)),
    'bin/anvil',
  )
}
