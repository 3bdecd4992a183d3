// The process in which one module of a stranger runs. It starts without environment and with the right to read nothing but its own
// code, the module and the inputs; all that it says goes to files that the executor opened for it.
import { readFileSync, writeSync } from 'node:fs'
import { cpuUsage, hrtime } from 'node:process'
import { ConsoleStdout, WASI, WASIProcExit, wasi } from '@bjorn3/browser_wasi_shim'
import { LineSplitter } from '../logs/line-splitter.ts'
import { progressOf } from '../logs/progress.ts'
import { LogWriter } from '../logs/rotating-log.ts'
import { OutputError } from '../outputs.ts'
import { ModuleError } from './binary.ts'
import { type GuardedModule, guardMemoryGrow } from './memory-guard.ts'
import { emptyInput, inputFolder, OutputFolder } from './sandbox-files.ts'
import { type ResultHeader, type SandboxConfig, type SandboxResult, sandboxFiles } from './sandbox-protocol.ts'

const config = JSON.parse(readFileSync(sandboxFiles.config, 'utf8')) as SandboxConfig
const launchedAt = hrtime.bigint()
const monotonicNs = () => hrtime.bigint() - launchedAt
const realNs = () => BigInt(config.nowMs) * 1_000_000n + monotonicNs()
const nowMs = () => Number(realNs() / 1_000_000n)
const log = new LogWriter({ a: sandboxFiles.logA, b: sandboxFiles.logB }, config.maxLogBytes)
const outputs = new OutputFolder(config.outputBytes)
let startedAtMs: number | undefined

finish(run())

function run(): SandboxResult {
  let guarded: GuardedModule
  let module: WebAssembly.Module
  try {
    guarded = guardMemoryGrow(readFileSync(config.modulePath))
    if (guarded.initialPages > config.maxPages) return { kind: 'memory-limit' }
    module = new WebAssembly.Module(guarded.bytes as Uint8Array<ArrayBuffer>)
  } catch (error) {
    if (error instanceof ModuleError || error instanceof WebAssembly.CompileError) return invalid(error.message)
    throw error
  }
  const splitters = { stdout: logged('stdout'), stderr: logged('stderr') }
  const system = new WASI(
    ['task', ...config.args],
    Object.entries(config.env).map(([name, value]) => `${name}=${value}`),
    [
      emptyInput(),
      new ConsoleStdout((bytes) => splitters.stdout.push(bytes)),
      new ConsoleStdout((bytes) => splitters.stderr.push(bytes)),
      inputFolder(config.inputsDir),
      outputs.preopen,
    ],
    { debug: false },
  )
  const imports = {
    ...system.wasiImport,
    poll_oneoff: pollClock,
    clock_time_get: readClock,
    sched_yield: () => 0,
    // A second name of an input among the outputs would be an output that is not held in memory.
    path_link: () => wasi.ERRNO_NOTSUP,
    // No file descriptor is a socket, and none can be made. The shim would throw.
    ...Object.fromEntries(
      ['accept', 'recv', 'send', 'shutdown'].map((call) => [`sock_${call}`, () => wasi.ERRNO_NOTSOCK]),
    ),
  }
  const problem = problemOf(module, imports)
  if (problem !== undefined) return invalid(problem)

  let instance: WebAssembly.Instance
  function pollClock(subscriptions: number, events: number, count: number, told: number): number {
    return sleepUntilFirst(instance.exports.memory as WebAssembly.Memory, subscriptions, events, count, told)
  }
  function readClock(clock: number, _precision: bigint, at: number): number {
    if (clock !== wasi.CLOCKID_REALTIME && clock !== wasi.CLOCKID_MONOTONIC) return wasi.ERRNO_INVAL
    const view = new DataView((instance.exports.memory as WebAssembly.Memory).buffer)
    view.setBigUint64(at, clock === wasi.CLOCKID_REALTIME ? realNs() : monotonicNs(), true)
    return wasi.ERRNO_SUCCESS
  }
  try {
    tellState()
    instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports })
    return { kind: 'exited', exitCode: system.start(instance as Parameters<WASI['start']>[0]) }
  } catch (error) {
    return endOf(error, guarded)
  } finally {
    splitters.stdout.end()
    splitters.stderr.end()
  }
}

function endOf(error: unknown, guarded: GuardedModule): SandboxResult {
  if (error instanceof WASIProcExit) return { kind: 'exited', exitCode: error.code }
  if (error instanceof OutputError) return { kind: 'output-limit', message: error.message }
  if (error instanceof WebAssembly.LinkError) return invalid(error.message)
  if (error instanceof WebAssembly.RuntimeError && guarded.guardFunction !== undefined) {
    const top = error.stack?.split('\n')[1] ?? ''
    if (top.includes(`wasm-function[${guarded.guardFunction}]`)) return { kind: 'memory-limit' }
  }
  const message = error instanceof Error ? error.message : String(error)
  log.write('stderr', nowMs(), `trap: ${message}`)
  return { kind: 'trap', message }
}

function invalid(message: string): SandboxResult {
  return { kind: 'invalid', message }
}

function problemOf(module: WebAssembly.Module, imports: object): string | undefined {
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (from !== 'wasi_snapshot_preview1' || kind !== 'function' || !Object.hasOwn(imports, name)) {
      return `it imports the ${kind} ${from}.${name}, which WASI preview 1 does not have`
    }
  }
  const exported = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]))
  if (exported.get('_start') !== 'function') return 'it exports no function _start'
  return exported.get('memory') === 'memory' ? undefined : 'it exports no memory'
}

function logged(stream: 'stdout' | 'stderr'): LineSplitter {
  return new LineSplitter((line) => {
    log.write(stream, nowMs(), line)
    const progress = stream === 'stdout' ? progressOf(line) : undefined
    if (progress !== undefined) tellState(progress)
  })
}

function tellState(progress?: number): void {
  startedAtMs ??= nowMs()
  writeSync(sandboxFiles.state, JSON.stringify({ startedAtMs, progress }).padEnd(80), 0)
}

/** Sleeps until the first of the clocks is due; the shim would spin. Other subscriptions are told at once: files are always ready. */
function sleepUntilFirst(
  memory: WebAssembly.Memory,
  subscriptions: number,
  events: number,
  count: number,
  told: number,
): number {
  if (count === 0) return wasi.ERRNO_INVAL
  const view = new DataView(memory.buffer)
  let first: { waitNs: bigint; userdata: bigint; type: number } | undefined
  for (let index = 0; index < count; index++) {
    const at = subscriptions + index * 48
    const [userdata, type] = [view.getBigUint64(at, true), view.getUint8(at + 8)]
    let waitNs = 0n
    if (type === wasi.EVENTTYPE_CLOCK) {
      const [clock, timeout] = [view.getUint32(at + 16, true), view.getBigUint64(at + 24, true)]
      const absolute = (view.getUint16(at + 40, true) & wasi.SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) !== 0
      const now = clock === wasi.CLOCKID_REALTIME ? realNs() : monotonicNs()
      waitNs = absolute ? timeout - now : timeout
    }
    if (first === undefined || waitNs < first.waitNs) first = { waitNs, userdata, type }
  }
  if (first === undefined) return wasi.ERRNO_INVAL
  if (first.waitNs > 0n) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(first.waitNs) / 1e6)
  const fresh = new DataView(memory.buffer)
  fresh.setBigUint64(events, first.userdata, true)
  fresh.setUint16(events + 8, wasi.ERRNO_SUCCESS, true)
  fresh.setUint8(events + 10, first.type)
  fresh.setUint32(told, 1, true)
  return wasi.ERRNO_SUCCESS
}

function finish(result: SandboxResult): void {
  const kept = result.kind === 'exited' || result.kind === 'trap'
  try {
    writeResult(result, kept ? outputs.files() : [])
  } catch (error) {
    if (!(error instanceof OutputError)) throw error
    writeResult({ kind: 'output-limit', message: error.message }, [])
  }
}

function writeResult(result: SandboxResult, files: readonly { path: string; data: Uint8Array }[]): void {
  const { user, system } = cpuUsage()
  const cpuTimeMs = Math.round((user + system) / 1000)
  const header: ResultHeader = {
    result,
    cpuTimeMs,
    files: files.map(({ path, data }) => ({ path, bytes: data.length })),
  }
  writeAll(Buffer.from(`${JSON.stringify(header)}\n`))
  for (const { data } of files) writeAll(data)
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(sandboxFiles.result, bytes, at)
}
