import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock } from '@sonm/common'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { compileWasm } from '../../testing/compile-wasm.ts'
import { executorCompliance } from '../../testing/executor-compliance.ts'
import { executorSurvival } from '../../testing/executor-survival.ts'
import type { TaskLimits } from '../executor.ts'
import { processStats } from './process-stats.ts'
import { WasmExecutor } from './wasm-executor.ts'

const probe = await compileWasm('probe')
const folder = await mkdtemp(join(tmpdir(), 'sonm-wasm-test-'))
const probePath = join(folder, 'probe.wasm')
await writeFile(probePath, probe)
afterAll(() => rm(folder, { recursive: true, force: true }))

const open = (dataDir: string, maxLogBytes?: number) =>
  new WasmExecutor({
    dataDir,
    clock: systemClock,
    logger: silentLogger,
    ...(maxLogBytes !== undefined && { maxLogBytes }),
  })

function processesOf(dataDir: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.filter((line) => line.includes(`${dataDir}/`))
}

executorCompliance('wasm', async () => ({
  open: async (dataDir) => open(dataDir),
  spec: (behaviour) =>
    behaviour === 'broken'
      ? { kind: 'wasm', modulePath: import.meta.filename }
      : { kind: 'wasm', modulePath: probePath, args: [behaviour] },
  brokenCode: 'WASM_INVALID',
  leftovers: async (dataDir) => [
    ...processesOf(dataDir),
    ...readdirSync(dataDir).filter((name) => !name.startsWith('.sandbox-')),
  ],
  memoryBytes: 16 * 2 ** 20,
  close: async () => {},
}))

let executor: WasmExecutor
const dataDir = join(folder, 'hostile')
beforeAll(() => {
  executor = open(dataDir, 64 * 1024)
})
afterEach(async () => {
  for (const { taskId } of await executor.list()) await executor.remove(taskId)
  expect(processesOf(dataDir)).toEqual([])
})

let tasks = 0
async function begin(modulePath: string, args: string[], limits: Partial<TaskLimits> = {}, inputBytes = 5) {
  const taskId = `hostile-${tasks++}`
  const [inputsDir, outputsDir] = [join(folder, `${taskId}-in`), join(folder, `${taskId}-out`)]
  await mkdir(inputsDir)
  await writeFile(join(inputsDir, 'input.txt'), 'hello')
  await truncate(join(inputsDir, 'input.txt'), inputBytes)
  await executor.start({
    taskId,
    spec: { kind: 'wasm', modulePath, args },
    limits: { memoryBytes: 16 * 2 ** 20, cpuHundredths: 100, diskBytes: 0, outputBytes: 2 ** 20, ...limits },
    inputsDir,
    outputsDir,
  })
  return { taskId, inputsDir, outputsDir }
}

async function runProbe(what: string, limits: Partial<TaskLimits> = {}) {
  const begun = await begin(probePath, [what], limits)
  const end = await executor.wait(begun.taskId)
  return { ...begun, end, lines: await linesOf(begun.taskId) }
}

async function linesOf(taskId: string): Promise<string[]> {
  const lines: string[] = []
  for await (const { line } of executor.logs(taskId)) lines.push(line)
  return lines
}

async function running(taskId: string): Promise<number> {
  for await (const { status } of executor.watch(taskId)) if (status.phase === 'running') return status.startedAtMs
  throw new Error('It ended')
}

const sandboxPid = (taskId: string) => readFileSync(join(dataDir, taskId, 'child'), 'utf8').trim()
const sandboxState = (taskId: string) =>
  execFileSync('ps', ['-o', 'state=', '-p', sandboxPid(taskId)], { encoding: 'utf8' }).trim()
const sandboxCpuMs = async (taskId: string) => (await processStats(Number(sandboxPid(taskId))))?.cpuTimeMs

test('a module reads no file of the host, whatever path it gives', async () => {
  const { end, lines } = await runProbe('read-host')
  expect(end).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(lines).toHaveLength(10)
  // 44 is NOENT, 76 NOTCAPABLE.
  for (const line of lines) expect(line).toMatch(/^error (44|76)$/)
})

test('nothing that a module has is a socket, and every call for one says so', async () => {
  const { end, lines } = await runProbe('sockets')
  expect(end).toMatchObject({ reason: 'exited', exitCode: 0 })
  // 57 is NOTSOCK.
  const eachFd = ['accept 57', 'send 57', 'recv 57', 'shutdown 57']
  expect(lines).toEqual(Array.from({ length: 6 }, () => eachFd).flat())
})

test('an input takes no memory, however large it is: a task with little memory reads it all', async () => {
  const bytes = 800 * 2 ** 20
  const { taskId } = await begin(probePath, ['read-all'], {}, bytes)
  await running(taskId)
  let mostBytes = 0
  for (let phase = ''; phase !== 'ended'; phase = (await executor.status(taskId)).status.phase) {
    mostBytes = Math.max(mostBytes, (await executor.usage(taskId)).memoryBytes)
  }
  expect(await executor.wait(taskId)).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(await linesOf(taskId)).toEqual([`read ${bytes} bytes`])
  expect(mostBytes).toBeGreaterThan(0)
  expect(mostBytes).toBeLessThan(300 * 2 ** 20)
})

test('inputs cannot be written', async () => {
  const { inputsDir, lines } = await runProbe('write-input')
  expect(lines[0]).not.toBe('0')
  expect(readFileSync(join(inputsDir, 'input.txt'), 'utf8')).toBe('hello')
})

test('a write of 4 GiB that the module does not have ends the module, not the worker', async () => {
  const { end, lines } = await runProbe('giant-write')
  // What it has of it is printed.
  expect(end).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(lines.at(-1)).toMatch(/answered 0$/)
})

// Told by the processor time that it got: on a busy machine a second of the clock may pass before anybody is asked to end it.
test('a spinner gets no second more after its time limit and its processor time, and is gone once it is stopped', async () => {
  const late = await runProbe('spin', { wallTimeMs: 500 })
  expect(late.end.reason).toBe('wall-time-limit')
  expect((await executor.usage(late.taskId)).cpuTimeMs).toBeLessThan(1500)
  const spent = await runProbe('spin', { cpuTimeMs: 500 })
  expect(spent.end.reason).toBe('cpu-time-limit')
  expect((await executor.usage(spent.taskId)).cpuTimeMs).toBeLessThan(1500)
  const { taskId } = await begin(probePath, ['spin'])
  await running(taskId)
  const pid = Number(sandboxPid(taskId))
  expect(await processStats(pid)).toBeDefined()
  expect(await executor.stop(taskId)).toMatchObject({ reason: 'stopped' })
  expect(await processStats(pid)).toBeUndefined()
})

test('a module that grows past its memory is gone before it had a second', async () => {
  const { taskId, end } = await runProbe('grow')
  expect(end.reason).toBe('memory-limit')
  expect((await executor.usage(taskId)).cpuTimeMs).toBeLessThan(1000)
})

test('every limit holds for a task that is held back to its share, and so does a stop', async () => {
  const share = { cpuHundredths: 5 }
  expect((await runProbe('spin', { ...share, wallTimeMs: 1000 })).end.reason).toBe('wall-time-limit')
  expect((await runProbe('spin', { ...share, cpuTimeMs: 400 })).end.reason).toBe('cpu-time-limit')
  expect((await runProbe('grow', share)).end.reason).toBe('memory-limit')
  const { taskId } = await begin(probePath, ['spin'], share)
  await expect.poll(() => sandboxState(taskId)).toBe('T')
  expect(await executor.stop(taskId)).toMatchObject({ reason: 'stopped' })
})

test('a share holds while no worker runs', async () => {
  const { taskId } = await begin(probePath, ['spin'], { cpuHundredths: 20 })
  const startedAtMs = await running(taskId)
  await executor.close()
  await expect.poll(() => sandboxCpuMs(taskId)).toBeGreaterThan(1000)
  expect(systemClock.nowMs() - startedAtMs).toBeGreaterThan(2500)
  executor = open(dataDir, 64 * 1024)
})

test('thousands of files are too many', async () => {
  const { end, outputsDir } = await runProbe('many-files')
  expect(end.reason).toBe('output-limit')
  expect(readdirSync(outputsDir)).toEqual([])
})

test('no output leaves its folder', async () => {
  const { end, outputsDir } = await runProbe('escape')
  expect(end.reason).toBe('output-limit')
  expect(end.message).toContain('forbidden character')
  expect(readdirSync(outputsDir)).toEqual([])
  expect(existsSync(join(folder, 'evil'))).toBe(false)
})

test('endless output keeps its newest lines and says how many were cut', async () => {
  const { end, lines } = await runProbe('chatter', { cpuTimeMs: 1000 })
  expect(end.reason).toBe('cpu-time-limit')
  expect(lines[0]).toMatch(/^\[\d+ lines cut\]$/)
  expect(lines.join('\n').length).toBeLessThan(80_000)
})

test('an output file beyond the limit ends the task', async () => {
  const { end } = await runProbe('large-output')
  expect(end.reason).toBe('output-limit')
})

test('endless recursion is a trap', async () => {
  const { end } = await runProbe('recurse')
  expect(end).toMatchObject({ reason: 'exited', exitCode: 134 })
  expect(end.message).toContain('call stack')
})

test('a trap is exit code 134 and stands in the log', async () => {
  const { end, lines } = await runProbe('trap')
  expect(end).toMatchObject({ reason: 'exited', exitCode: 134 })
  expect(lines).toEqual(['trap: unreachable'])
})

test('memory that is grown and never touched counts', async () => {
  const { end } = await runProbe('grow-untouched')
  expect(end.reason).toBe('memory-limit')
})

test('a module that starts with more memory than it may have is ended', async () => {
  const large = Uint8Array.from([...emptyModule, 5, 3, 1, 0, 100])
  expect(await endOfModule(large, { memoryBytes: 10 * 65_536 })).toMatchObject({ reason: 'memory-limit' })
})

const emptyModule = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
async function endOfModule(bytes: Uint8Array, limits: Partial<TaskLimits> = {}) {
  const modulePath = join(folder, `module-${tasks}.wasm`)
  await writeFile(modulePath, bytes)
  const { taskId } = await begin(modulePath, [], limits)
  return executor.wait(taskId)
}

test('a module that imports an unknown function is refused by name', async () => {
  // (module (type (func)) (import "env" "open_socket" (func (type 0))))
  const name = [...Buffer.from('open_socket')]
  const imports = [1, 3, ...Buffer.from('env'), name.length, ...name, 0, 0]
  const module = Uint8Array.from([...emptyModule, 1, 4, 1, 0x60, 0, 0, 2, imports.length, ...imports])
  const end = await endOfModule(module)
  expect(end).toMatchObject({ reason: 'failed-to-start', error: { code: 'WASM_INVALID' } })
  expect(end.message).toContain('env.open_socket')
})

test.each([
  ['nothing', []],
  ['a header alone', emptyModule],
  ['text', [...Buffer.from('hello')]],
  ['a component', [0x00, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]],
  ['a section that is cut', [...emptyModule, 1, 200]],
  ['64-bit memory', [...emptyModule, 5, 3, 1, 4, 1]],
])('%s is no module', async (_, bytes) => {
  expect(await endOfModule(Uint8Array.from(bytes))).toMatchObject({
    reason: 'failed-to-start',
    error: { code: 'WASM_INVALID' },
  })
})

executorSurvival({
  kind: 'wasm',
  workerId: 'killed',
  open,
  runLong: { kind: 'wasm', modulePath: probePath, args: ['run-long'] },
  memoryBytes: 16 * 2 ** 20,
})

test('a module file that is missing or too large fails with a code', async () => {
  const { taskId } = await begin(join(folder, 'none.wasm'), [])
  expect((await executor.wait(taskId)).error?.code).toBe('WASM_SANDBOX_FAILED')
  const small = new WasmExecutor({
    dataDir: join(folder, 'small'),
    clock: systemClock,
    logger: silentLogger,
    maxModuleBytes: 10,
  })
  await small.start({
    taskId: 'large',
    spec: { kind: 'wasm', modulePath: probePath },
    limits: { memoryBytes: 2 ** 20, cpuHundredths: 100, diskBytes: 0, outputBytes: 0 },
    inputsDir: folder,
    outputsDir: join(folder, 'large-out'),
  })
  expect((await small.wait('large')).error?.code).toBe('WASM_TOO_LARGE')
  await small.remove('large')
})
