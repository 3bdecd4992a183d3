import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dealIdOf } from '@sonm/model'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { processesWith, ROOT } from './program.ts'
import { type RoleName, Town, until } from './town.ts'

const { SONM_TEST_IMAGE: image = '' } = process.env
if (image === '') throw new Error('Run eval "$(scripts/docker-for-tests start)" first: SONM_TEST_IMAGE is not set.')

/** The image of the tests is on this machine. A bill is due every other second, so that one is never far from the kill. */
const town = new Town({ worker: ['--allow-private-registries'], hub: ['--bill-interval', '2s'] })
const call = town.call.bind(town)
const serviceFile = join(town.folder.path, 'service.yaml')

beforeAll(async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const [, service] = readme.match(/```yaml\n(container:\n[\s\S]*?)```/)!
  writeFileSync(serviceFile, service!.replace(/(?<=image: ).*/, image))
  await town.start()
})

// Whatever became of a test, the next one finds the machine for sale.
afterEach(() => town.closeDeals())

afterAll(async () => {
  await town.stop()
  expect(processesWith(town.homePath)).toEqual([])
})

interface Container {
  readonly Id: string
  readonly State: { readonly Running: boolean; readonly StartedAt: string }
}

function docker(...words: string[]): string {
  return execFileSync('docker', words, { encoding: 'utf8' })
}

function containerOf(taskId: string): Container | undefined {
  const id = docker('ps', '--all', '--quiet', '--filter', `label=sonm.task=${taskId}`).trim()
  return id === '' ? undefined : JSON.parse(docker('inspect', id))[0]
}

/** Runs the service, and reads from what is printed how it is reached and ended. */
async function runService() {
  await town.untilOffered()
  const { code, stdout, stderr } = await call('run', '-f', serviceFile, '--detach', '--yes')
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const [, reach, taskId] = stdout.match(/^Reach it with: .*?sonm (task forward (\w+) 8080)$/m)!
  const [, dealId] = stdout.match(/^End it with: .*?sonm deal close (\d+)$/m)!
  const forwarded = await call(...reach!.split(' '))
  const [, address] = forwarded.stdout.match(/^(127\.0\.0\.1:\d+) leads to (?:TCP|tcp) port 8080 of the task/)!
  return { taskId: taskId!, dealId: dealId!, url: `http://${address}/passwd` }
}

const served = (url: string) =>
  until(
    async () => (await fetch(url)).text(),
    (text) => text.startsWith('root:'),
    'the service answers',
  )
/** What the system says of an attempt to connect. */
const failureOf = (url: string) =>
  fetch(url).then(
    () => 'it answers',
    ({ cause }) => cause.code,
  )

const billsOf = async (dealId: string) =>
  (await town.events()).filter((event) => event.kind === 'dealBilled' && `${event.dealId}` === dealId).length

const isRemoved = (taskId: string) =>
  until(
    async () => containerOf(taskId),
    (container) => container === undefined,
    'the container is removed',
  )

/** The supplier is paid for each second from block to block, and by nobody else than the buyer. */
async function closeAndExpectPaid(dealId: string): Promise<void> {
  const closed = await call('deal', 'close', dealId, '--yes')
  expect(closed.stdout).toContain(`Deal ${dealId}: closed`)
  const events = await town.events()
  const secondsOf = (kind: string) =>
    events.find((event) => event.kind === kind && `${dealIdOf(event)}` === dealId)!.timestampSeconds
  const seconds = secondsOf('dealClosed') - secondsOf('dealOpened')
  const { billedSeconds, paidWei, deal } = await town.api.deals.getDeal({ dealId: BigInt(dealId) })
  expect(billedSeconds).toBe(seconds)
  expect(BigInt(paidWei)).toBe(BigInt(deal!.pricePerSecond) * seconds)
}

test('the service of the README is rented, reached, stopped and paid by the commands that it names', async () => {
  const before = await town.snmOf(town.master)
  const { taskId, dealId, url } = await runService()
  expect(await served(url)).toMatch(/^root:x:0:0:/)
  const logs = await until(
    () => call('task', 'logs', taskId),
    ({ stderr }) => stderr.includes('response:200'),
    'what the service printed is there',
  )
  expect(logs.code).toBe(0)
  expect(containerOf(taskId)?.State.Running).toBe(true)
  const unnamed = await call('task', 'forward', taskId, '9')
  expect(unnamed.stderr).toContain('error TASK_PORT_UNSUPPORTED:')
  expect(unnamed.code).toBe(2)

  const stopped = await call('task', 'stop', taskId, '--yes')
  expect(stopped.code).toBe(0)
  expect(stopped.stdout).toMatch(/^Task \w+: ended\n[\s\S]* {2}ports {7}8080\/tcp\n[\s\S]* {2}ended {7}stopped \(143\)/)
  expect(containerOf(taskId)?.State.Running).not.toBe(true)
  expect(await failureOf(url)).toBe('ECONNREFUSED')
  const again = await call('task', 'forward', taskId, '8080')
  expect(again.stderr).toContain('error TASK_NOT_RUNNING:')
  expect(again.code).toBe(1)
  await closeAndExpectPaid(dealId)
  const { paidWei } = await town.api.deals.getDeal({ dealId: BigInt(dealId) })
  expect((await town.snmOf(town.master)) - before).toBe(BigInt(paidWei))
  await isRemoved(taskId)
})

test('datagrams to a forwarded port of UDP come to the container', async () => {
  await town.untilOffered()
  const file = join(town.folder.path, 'datagrams.yaml')
  // Nothing in the image listens on UDP; its own network counts what comes to no listener.
  const count = "while sleep 0.2; do awk '/^Udp: [0-9]/ {print $3}' /proc/net/snmp; done"
  writeFileSync(file, `container: { image: ${image}, command: [sh, -c, "${count}"], expose: [5353/udp] }\n`)
  const { code, stdout, stderr } = await call('run', '-f', file, '--detach', '--yes')
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const [, reach, taskId] = stdout.match(/^Reach it with: .*?sonm (task forward (\w+) 5353\/udp)$/m)!
  const overTcp = await call('task', 'forward', taskId!, '5353')
  expect(overTcp.stderr).toContain('the task does not expose it over tcp')
  const { host, port } = JSON.parse((await call(...reach!.split(' '), '--out', 'json')).stdout)
  const socket = createSocket('udp4')
  const counted = async () => {
    socket.send('are you there?', port, host)
    return Number((await call('task', 'logs', taskId!)).stdout.trim().split('\n').at(-1))
  }
  await until(counted, (datagrams) => datagrams > 0, 'a datagram has come')
  socket.close()
})

test('a service that cannot start is told, and its deal closed, before --detach leaves it', async () => {
  await town.untilOffered()
  const file = join(town.folder.path, 'none.yaml')
  writeFileSync(file, readFileSync(serviceFile, 'utf8').replace(image, `${image}-none`))
  const { code, stdout, stderr } = await call('run', '-f', file, '--detach', '--yes')
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
  expect(stderr).toContain('error IMAGE_NOT_FOUND:')
  const [, dealId] = stderr.match(/^Deal (\d+): closed/m)!
  expect((await town.api.deals.getDeal({ dealId: BigInt(dealId!) })).state).toBe('closed')
  const [, taskId] = stderr.match(/^Task (\w+) is started\.$/m)!
  const logs = await call('task', 'logs', taskId!, '--follow')
  expect(logs).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^failed-to-start: The image .*none/),
  })
})

test.each<[string, readonly RoleName[]]>([
  ['the worker', ['worker']],
  ['hub and worker at once', ['hub', 'worker']],
])('kill -9 of %s while a container runs: it is the same one afterwards, and billed right', async (_, roles) => {
  const { taskId, dealId, url } = await runService()
  await served(url)
  const { Id, State } = containerOf(taskId)!
  await town.kills(roles)
  await Promise.all(roles.map((role) => town.startRole(role)))

  // The port that was opened before leads there again.
  await served(url)
  expect(containerOf(taskId)).toMatchObject({ Id, State: { Running: true, StartedAt: State.StartedAt } })
  const { tasks } = JSON.parse((await call('task', 'list', '--deal', dealId, '--out', 'json')).stdout)
  expect(tasks).toMatchObject([{ observation: { taskId, phase: 'TASK_PHASE_RUNNING' } }])

  const bills = await billsOf(dealId)
  await until(
    () => billsOf(dealId),
    (now) => now > bills,
    'the deal is billed on',
  )
  await closeAndExpectPaid(dealId)
  const ended = await until(
    async () => JSON.parse((await call('task', 'show', taskId, '--out', 'json')).stdout).observation,
    ({ phase }) => phase === 'TASK_PHASE_ENDED',
    'the task has ended',
  )
  expect(ended.end.reason).toBe('deal-closed')
  await isRemoved(taskId)
})
