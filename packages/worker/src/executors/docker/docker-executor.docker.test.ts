import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock } from '@sonm/common'
import Docker from 'dockerode'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Behaviour, executorCompliance } from '../../testing/executor-compliance.ts'
import { executorSurvival } from '../../testing/executor-survival.ts'
import type { ContainerSpec, TaskLimits, TaskSnapshot } from '../executor.ts'
import { DockerExecutor } from './docker-executor.ts'
import { containerName } from './names.ts'

const { SONM_TEST_IMAGE: image = '', SONM_TEST_REGISTRY: registry = '' } = process.env
if (image === '') throw new Error('Run eval "$(scripts/docker-for-tests start)" first: SONM_TEST_IMAGE is not set.')

const docker = new Docker()
const workerId = `test-${process.pid}`
const open = (dataDir: string, worker = workerId) =>
  new DockerExecutor({
    docker,
    workerId: worker,
    dataDir,
    clock: systemClock,
    logger: silentLogger,
    allowEgress: true,
    allowPrivateRegistries: true,
  })

const shell = (script: string): ContainerSpec => ({
  kind: 'container',
  image,
  command: ['sh', '-c', script],
})
const scripts: Record<Exclude<Behaviour, 'broken'>, string> = {
  succeed: 'echo "read $(cat /in/input.txt)"; tr a-z A-Z < /in/input.txt > /out/result.txt',
  print: 'echo one; sleep 0.05; echo two >&2; sleep 0.05; echo three',
  progress: 'echo progress 0.25; echo progress 0.5',
  'exit-3': 'exit 3',
  spin: 'while :; do :; done',
  grow: 'x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done',
  'run-long': 'n=0; while :; do echo tick $n; n=$((n + 1)); sleep 0.02; done',
}

async function containersOf(worker: string): Promise<string[]> {
  const found = await docker.listContainers({ all: true, filters: { label: [`sonm.worker=${worker}`] } })
  return found.map(({ Names }) => Names[0] ?? '')
}

executorCompliance('docker', async () => ({
  open: async (dataDir) => open(dataDir),
  spec: (behaviour) =>
    behaviour === 'broken' ? { kind: 'container', image: `${registry}/no-such-image:1` } : shell(scripts[behaviour]),
  brokenCode: 'IMAGE_NOT_FOUND',
  leftovers: async (dataDir) => [
    ...(await containersOf(workerId)),
    ...(existsSync(dataDir) ? readdirSync(dataDir) : []),
  ],
  memoryBytes: 32 * 2 ** 20,
  close: async () => {},
}))

executorSurvival({
  kind: 'docker',
  workerId: `${workerId}-killed`,
  open: (dataDir) => open(dataDir, `${workerId}-killed`),
  runLong: shell(scripts['run-long']),
  memoryBytes: 32 * 2 ** 20,
})

const own = `${workerId}-own`
const folder = await mkdtemp(join(tmpdir(), 'sonm-docker-test-'))
let executor: DockerExecutor
beforeAll(() => {
  executor = open(join(folder, 'data'), own)
})
afterEach(async () => {
  for (const { taskId } of await executor.list()) await executor.remove(taskId)
})
afterAll(async () => {
  await executor.close()
  expect(await containersOf(own)).toEqual([])
  const networks = await docker.listNetworks({ filters: { label: [`sonm.worker=${own}`] } })
  expect(networks).toEqual([])
  expect(execFileSync('iptables-save', { encoding: 'utf8' })).not.toContain(await bridgeOf(own))
  await rm(folder, { recursive: true, force: true })
})

async function bridgeOf(worker: string): Promise<string> {
  const { networkNames } = await import('./names.ts')
  return networkNames(worker, 'inner').bridge.slice(0, -1)
}

let tasks = 0
async function begin(spec: ContainerSpec, limits: Partial<TaskLimits> = {}) {
  const taskId = `own-${tasks++}`
  const [inputsDir, outputsDir] = [join(folder, `${taskId}-in`), join(folder, `${taskId}-out`)]
  await mkdir(inputsDir)
  await executor.start({
    taskId,
    spec,
    limits: { memoryBytes: 64 * 2 ** 20, cpuHundredths: 100, diskBytes: 2 ** 26, outputBytes: 2 ** 20, ...limits },
    inputsDir,
    outputsDir,
  })
  return { taskId, outputsDir }
}

async function linesOf(spec: ContainerSpec): Promise<string[]> {
  const { taskId } = await begin(spec)
  await executor.wait(taskId)
  const lines: string[] = []
  for await (const { line } of executor.logs(taskId)) lines.push(line)
  return lines
}

async function running(taskId: string): Promise<void> {
  for await (const { status } of executor.watch(taskId)) if (status.phase === 'running') return
}

test('an image is pulled with its progress told, and its digest is known', async () => {
  await docker
    .getImage(image)
    .remove({ force: true })
    .catch(() => {})
  const { taskId } = await begin(shell('exit 0'))
  const seen: TaskSnapshot[] = []
  for await (const snapshot of executor.watch(taskId)) seen.push(snapshot)
  const details = seen.map(({ status }) => (status.phase === 'preparing' ? status.detail : ''))
  expect(details.some((detail) => detail.startsWith('fetching the image'))).toBe(true)
  expect(seen.at(-1)?.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/)
})

test.each([
  ['a registry that does not answer', 'localhost:1/none:1', 'IMAGE_PULL_FAILED'],
  ['a tag that does not exist', `${registry}/busybox:none`, 'IMAGE_NOT_FOUND'],
  ['a text that is no reference', 'UPPER CASE', 'IMAGE_REFERENCE_INVALID'],
])('%s is a coded error', async (_, reference, code) => {
  const { taskId } = await begin({ kind: 'container', image: reference })
  expect(await executor.wait(taskId)).toMatchObject({ reason: 'failed-to-start', error: { code } })
})

test('a command that does not exist is a coded error', async () => {
  const { taskId } = await begin({ kind: 'container', image, entrypoint: ['/no/such/program'] })
  const end = await executor.wait(taskId)
  expect(end.error?.code ?? `exit ${end.exitCode}`).toMatch(/^CONTAINER_START_FAILED$|^exit 127$/)
})

test('a service answers on its port, and only on ports that it names', async () => {
  const { taskId } = await begin({ kind: 'container', image, ports: [8080] })
  await running(taskId)
  const socket = await openWhenReady(taskId, 8080)
  socket.write('GET / HTTP/1.0\r\n\r\n')
  expect(Buffer.concat(await socket.toArray()).toString()).toContain('Served by a SONM task')
  await expect(executor.openPort(taskId, 22)).rejects.toMatchObject({ code: 'TASK_PORT_UNSUPPORTED' })
})

test('a port on which nothing listens is a coded error', async () => {
  const { taskId } = await begin({ ...shell('sleep 60'), ports: [9] })
  await running(taskId)
  await expect(executor.openPort(taskId, 9)).rejects.toMatchObject({ code: 'TASK_PORT_REFUSED' })
})

/** The program inside needs a moment to listen; its own log would tell, but this one logs nothing. */
async function openWhenReady(taskId: string, port: number) {
  while (true) {
    try {
      return await executor.openPort(taskId, port)
    } catch (error) {
      expect(error).toMatchObject({ code: 'TASK_PORT_REFUSED' })
    }
  }
}

test('a task has no capability and can get none', async () => {
  const lines = await linesOf(shell('grep -E "CapEff|CapBnd|NoNewPrivs|Seccomp:" /proc/self/status'))
  const status = Object.fromEntries(lines.map((line) => line.split(/:\s*/)))
  expect(status).toEqual({ CapEff: '0000000000000000', CapBnd: '0000000000000000', NoNewPrivs: '1', Seccomp: '2' })
})

test('inputs cannot be written', async () => {
  expect((await linesOf(shell('touch /in/new 2>&1'))).join()).toContain('Read-only file system')
})

test('a task without ports has no network but its own loopback', async () => {
  expect(await linesOf(shell('ls /sys/class/net'))).toEqual(['lo'])
})

/** Prints `own` once `nc` has fetched it from the task itself: it works, so what it does not reach cannot be reached. */
const reachesItself = 'exec 2>/dev/null; nc -l -p 9 -e echo own & until nc -w 2 127.0.0.1 9 </dev/null; do :; done'

test.each(['none', 'internet'] as const)(
  'a task with egress %s cannot reach a service of this machine',
  async (egress) => {
    const server = createServer((socket) => socket.end('secret'))
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    const { port } = server.address() as { port: number }
    const gateway = "$(ip -4 -o addr show eth0 | sed 's/.*inet \\([0-9.]*\\)\\.[0-9]*\\/.*/\\1.1/')"
    const hosts = [gateway, '172.17.0.1', '127.0.0.1']
    const script = hosts.map((host) => `echo | nc -w 2 ${host} ${port} && echo REACHED`).join('; ')
    const lines = await linesOf({ ...shell(`${reachesItself}; ${script}; echo done`), ports: [1], egress })
    server.close()
    expect(lines).toEqual(['own', 'done'])
  },
)

test('tasks cannot reach each other', async () => {
  const service = await begin({ kind: 'container', image, ports: [8080] })
  await running(service.taskId)
  ;(await openWhenReady(service.taskId, 8080)).destroy()
  const name = (await containersOf(own)).find((name) => name.endsWith(service.taskId)) ?? ''
  const { NetworkSettings } = await docker.getContainer(name.slice(1)).inspect()
  const address = Object.values(NetworkSettings.Networks)[0]?.IPAddress
  const script = `${reachesItself}; nc -w 1 ${address} 8080 </dev/null && echo REACHED; echo done`
  expect(await linesOf({ ...shell(script), ports: [1] })).toEqual(['own', 'done'])
})

test('links that a task leaves in its outputs are dropped, so nobody reads this machine through them', async () => {
  const { taskId, outputsDir } = await begin(
    shell(
      'ln -s /etc/passwd /out/link; mkdir /out/sub; ln -s / /out/sub/root; mkfifo /out/pipe; echo ok > /out/sub/file',
    ),
  )
  expect(await executor.wait(taskId)).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(readdirSync(outputsDir, { recursive: true }).toSorted()).toEqual(['sub', 'sub/file'])
  expect(lstatSync(join(outputsDir, 'sub/file')).isFile()).toBe(true)
})

test('outputs beyond the limit end the task', async () => {
  const { taskId, outputsDir } = await begin(shell('while :; do cat /bin/busybox >> /out/large; done'))
  expect(await executor.wait(taskId)).toMatchObject({ reason: 'output-limit' })
  expect(existsSync(outputsDir) ? readdirSync(outputsDir) : []).toEqual([])
})

test('twenty thousand folders are more than a task may make', async () => {
  const { taskId } = await begin(shell('seq 20000 | sed s,^,/out/, | xargs mkdir; sleep 600'))
  expect(await executor.wait(taskId)).toMatchObject({ reason: 'output-limit' })
})

test('what a container writes to its own disk is bounded', async () => {
  const { taskId } = await begin(shell('while :; do cat /bin/busybox >> /large; done'), { diskBytes: 2 ** 24 })
  expect(await executor.wait(taskId)).toMatchObject({ reason: 'output-limit' })
})

test('a fork bomb gets no more processes than a task may have, and ends when it is told to', async () => {
  const bomb = shell('(while :; do sleep 600 & done); echo full; exec sleep 600')
  const { taskId } = await begin(bomb, { memoryBytes: 2 ** 28 })
  for await (const { line } of executor.logs(taskId, { follow: true })) if (line === 'full') break
  const { pids_stats } = await docker
    .getContainer(containerName(own, taskId))
    .stats({ stream: false, 'one-shot': true })
  expect(pids_stats?.current).toBeGreaterThan(400)
  expect(pids_stats?.current).toBeLessThanOrEqual(512)
  expect(await executor.stop(taskId, 0)).toMatchObject({ reason: 'stopped' })
})

test('a task that handles the signal ends in its own way within the grace time', async () => {
  const { taskId } = await begin(shell('trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 0.05; done'))
  for await (const { line } of executor.logs(taskId, { follow: true })) if (line === 'ready') break
  expect(await executor.stop(taskId, 10_000)).toMatchObject({ reason: 'stopped', exitCode: 7 })
})

test('containers of this worker without a record are removed when the worker lists its tasks', async () => {
  const orphan = await docker.createContainer({ Image: image, Labels: { 'sonm.worker': own, 'sonm.task': 'gone' } })
  await orphan.start()
  expect(await executor.list()).toEqual([])
  expect(await containersOf(own)).toEqual([])
})

test('an engine that does not answer is told', async () => {
  const none = new DockerExecutor({
    docker: new Docker({ socketPath: join(folder, 'none.sock') }),
    workerId,
    dataDir: join(folder, 'none'),
    clock: systemClock,
    logger: silentLogger,
  })
  expect(await none.check()).toMatchObject({ available: false })
})
