import type { Duplex } from 'node:stream'
import { messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import type {
  Availability,
  Executor,
  ExecutorTask,
  LogLine,
  LogOptions,
  TaskEnd,
  TaskSnapshot,
  TaskUsage,
} from '../executor.ts'
import { stoppedVerdict } from '../limits.ts'
import { readLog } from '../logs/read-log.ts'
import { TaskTable } from '../task-table.ts'
import type { WasmExecutorOptions } from './options.ts'
import { type Sandbox, SandboxLife } from './sandbox-life.ts'

/** Runs WASI preview 1 modules, each in a process of its own without any right to the machine. */
export class WasmExecutor implements Executor {
  readonly kind = 'wasm'
  readonly #options: Required<WasmExecutorOptions>
  readonly #tasks: TaskTable<Sandbox>
  readonly #life: SandboxLife
  #closed = false

  constructor(options: WasmExecutorOptions) {
    this.#options = { maxModuleBytes: 64 * 2 ** 20, maxLogBytes: 8 * 2 ** 20, ...options }
    this.#life = new SandboxLife(this.#options)
    this.#tasks = new TaskTable(options.dataDir, (tracked) => this.#life.takeUp(tracked))
  }

  async check(): Promise<Availability> {
    const version = process.version
    if (process.platform === 'win32') return { available: false, version, reason: 'it needs a POSIX shell' }
    if (!process.allowedNodeEnvironmentFlags.has('--permission')) {
      return { available: false, version, reason: `Node ${version} has no permission model; 24 or later is needed` }
    }
    try {
      await this.#life.prepare()
    } catch (error) {
      return { available: false, version, reason: messageOf(error) }
    }
    return { available: true, version }
  }

  async start(task: ExecutorTask): Promise<void> {
    if (task.spec.kind !== 'wasm') throw fail('INPUT_INVALID', { field: 'spec.kind', reason: 'not wasm' })
    const { available, reason = 'unknown' } = await this.check()
    if (!available) throw fail('EXECUTOR_UNAVAILABLE', { executor: 'wasm', reason })
    const tracked = await this.#tasks.create(task)
    this.#tasks.add(this.#life.begin(tracked))
  }

  async adopt(taskId: string): Promise<TaskSnapshot> {
    const sandbox = this.#tasks.get(taskId)
    await sandbox.launched
    await this.#life.look(sandbox)
    return sandbox.feed.current
  }

  async list(): Promise<TaskSnapshot[]> {
    return this.#tasks.snapshots()
  }

  async status(taskId: string): Promise<TaskSnapshot> {
    return this.#tasks.get(taskId).feed.current
  }

  async *watch(taskId: string, signal?: AbortSignal): AsyncGenerator<TaskSnapshot> {
    yield* this.#tasks.get(taskId).feed.watch(signal)
  }

  async wait(taskId: string, signal?: AbortSignal): Promise<TaskEnd> {
    return this.#tasks.get(taskId).feed.wait(signal)
  }

  async *logs(taskId: string, options?: LogOptions): AsyncGenerator<LogLine> {
    const { folder, feed } = this.#tasks.get(taskId)
    const ended = () => feed.end !== undefined || this.#closed
    yield* readLog({ ...folder.logPaths, clock: this.#options.clock, ended }, options)
  }

  /** WASI knows no signals, so a module has no way to end gracefully: it is killed at once. */
  async stop(taskId: string): Promise<TaskEnd> {
    const sandbox = this.#tasks.get(taskId)
    await sandbox.launched
    if (sandbox.feed.end === undefined) await this.#life.kill(sandbox, stoppedVerdict)
    return sandbox.feed.wait()
  }

  async remove(taskId: string): Promise<void> {
    const sandbox = this.#tasks.find(taskId)
    if (sandbox === undefined) return
    await this.stop(taskId)
    sandbox.cancelPoll()
    // It writes what it has seen into the folder.
    await sandbox.looking
    this.#tasks.delete(taskId)
    sandbox.folder.remove()
  }

  async openPort(taskId: string, port: number): Promise<Duplex> {
    this.#tasks.get(taskId)
    throw fail('TASK_PORT_UNSUPPORTED', { taskId, port, reason: 'a WebAssembly task has no network' })
  }

  async usage(taskId: string): Promise<TaskUsage> {
    const sandbox = this.#tasks.get(taskId)
    await this.#life.look(sandbox)
    return sandbox.usage
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#life.close()
    for (const sandbox of this.#tasks.entries()) {
      sandbox.cancelPoll()
      await sandbox.launched
      await sandbox.looking
    }
  }
}
