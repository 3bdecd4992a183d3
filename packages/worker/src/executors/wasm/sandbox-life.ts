import { stat } from 'node:fs/promises'
import { type CancelTimer, isCoded, messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import type { TaskEnd, TaskUsage, WasmSpec } from '../executor.ts'
import { judge } from '../limits.ts'
import { emptyFolder, OutputError } from '../outputs.ts'
import type { EndRecord, Verdict } from '../task-folder.ts'
import type { Tracked } from '../task-table.ts'
import { claimKeeper, launchSandbox, maxPages, readPids } from './launch.ts'
import type { WasmExecutorOptions } from './options.ts'
import { type ProcessStats, processStats } from './process-stats.ts'
import { readResult, unpackOutputs } from './result-file.ts'
import { prepareSandboxCode, type SandboxCode } from './sandbox-code.ts'
import type { SandboxState } from './sandbox-protocol.ts'
import { endOf } from './verdict.ts'

/** How often a sandbox is looked at while it starts, so that its start is told soon. */
const startingPollMs = 10
/** How often a running one is held against its limits; half of it passes on average before a breach is seen. */
const runningPollMs = 100
/** What the process takes beside the module's memory: the engine, compiled code, what is being read, outputs in the making. */
const overheadBytes = 320 * 2 ** 20

/** One task and its process, as its executor has taken it up. */
export interface Sandbox extends Tracked {
  launched: Promise<void>
  /** The keeper that this process started has ended. */
  keeperGone: boolean
  cancelPoll: CancelTimer
  /** The look in progress; only one at a time. */
  looking: Promise<void> | undefined
  usage: TaskUsage
}

/** Takes sandboxes from an accepted task to its end: launch, state, limits, outputs. */
export class SandboxLife {
  readonly #options: Required<WasmExecutorOptions>
  #code: Promise<SandboxCode> | undefined
  #closed = false

  constructor(options: Required<WasmExecutorOptions>) {
    this.#options = options
  }

  /** Writes the sandbox's program where it is not yet; done while the worker comes up, so that the first task need not wait for it. */
  async prepare(): Promise<SandboxCode> {
    this.#code ??= prepareSandboxCode(this.#options.dataDir)
    try {
      return await this.#code
    } catch (error) {
      this.#code = undefined
      throw error
    }
  }

  /** No sandbox is looked at any more. */
  close(): void {
    this.#closed = true
  }

  /** Takes up a task that has a record: one that ended stays so, one that never started begins, one that runs is watched again. */
  takeUp(tracked: Tracked): Sandbox {
    if (tracked.feed.end === undefined && readPids(tracked.folder).keeper === undefined) return this.begin(tracked)
    const sandbox = this.#sandbox(tracked)
    sandbox.usage = { cpuTimeMs: tracked.folder.end()?.cpuTimeMs ?? 0, memoryBytes: 0 }
    if (tracked.feed.end === undefined) this.#pollSoon(sandbox)
    return sandbox
  }

  /** Starts the sandbox of a new task. */
  begin(tracked: Tracked): Sandbox {
    const sandbox = this.#sandbox(tracked)
    sandbox.launched = this.#launch(sandbox).catch(async (cause: unknown) => {
      const error = isCoded(cause) ? cause : fail('WASM_SANDBOX_FAILED', { reason: messageOf(cause) }, { cause })
      this.#options.logger.warn({ taskId: tracked.task.taskId, err: cause }, 'a sandbox did not start')
      await this.#end(sandbox, { reason: 'failed-to-start', message: error.what, error: error.facts() })
    })
    return sandbox
  }

  #sandbox(tracked: Tracked): Sandbox {
    return {
      ...tracked,
      launched: Promise.resolve(),
      keeperGone: false,
      cancelPoll: () => {},
      looking: undefined,
      usage: { cpuTimeMs: 0, memoryBytes: 0 },
    }
  }

  async #launch(sandbox: Sandbox): Promise<void> {
    const { task, folder, feed } = sandbox
    const { maxModuleBytes, maxLogBytes, clock } = this.#options
    const { modulePath, args = [], env = {} } = task.spec as WasmSpec
    const { size: bytes } = await stat(modulePath)
    if (bytes > maxModuleBytes) throw fail('WASM_TOO_LARGE', { bytes, maxBytes: maxModuleBytes })
    feed.update({ status: { phase: 'preparing', detail: 'starting the sandbox' } })
    await emptyFolder(task.outputsDir)
    const { inputsDir, limits } = task
    const { outputBytes } = limits
    const nowMs = clock.nowMs()
    const code = await this.prepare()
    await launchSandbox({
      code,
      task,
      folder,
      config: { modulePath, inputsDir, args, env, maxPages: maxPages(task), maxLogBytes, outputBytes, nowMs },
      onExit: (error) => {
        if (error !== undefined) this.#options.logger.error({ err: error }, 'the shell of a sandbox did not start')
        sandbox.keeperGone = true
        if (!this.#closed) void this.look(sandbox)
      },
    })
    this.#pollSoon(sandbox)
  }

  #pollSoon(sandbox: Sandbox): void {
    sandbox.cancelPoll()
    if (this.#closed || sandbox.feed.end !== undefined) return
    const delayMs = sandbox.feed.startedAtMs === undefined ? startingPollMs : runningPollMs
    sandbox.cancelPoll = this.#options.clock.after(delayMs, () => {
      void this.look(sandbox).then(() => this.#pollSoon(sandbox))
    })
  }

  /** Looks at what a sandbox does, tells its changes, and kills it when it broke a limit. */
  async look(sandbox: Sandbox): Promise<void> {
    while (sandbox.looking !== undefined) await sandbox.looking
    if (sandbox.feed.end !== undefined) return
    sandbox.looking = this.#lookOnce(sandbox)
      .catch((err: unknown) => {
        this.#options.logger.error({ taskId: sandbox.task.taskId, err }, 'a sandbox could not be looked at')
      })
      .finally(() => {
        sandbox.looking = undefined
      })
    await sandbox.looking
  }

  async #lookOnce(sandbox: Sandbox): Promise<void> {
    const { task, folder, feed } = sandbox
    const { clock } = this.#options
    const { keeper, sandbox: pid } = readPids(folder)
    if (keeper === undefined) {
      if (sandbox.keeperGone || folder.verdict() !== undefined) await this.#finish(sandbox)
      return
    }
    this.#readState(sandbox)
    const exited = () => folder.text('exit') !== undefined
    if (exited() || !isOurs(folder.path, await processStats(keeper))) return this.#finish(sandbox)
    const stats = pid === undefined ? undefined : await processStats(pid)
    if (!isOurs(folder.path, stats)) return
    const { cpuTimeMs, memoryBytes } = stats
    sandbox.usage = { cpuTimeMs, memoryBytes }
    const allowance = overheadBytes + 2 * task.limits.outputBytes
    const verdict =
      folder.verdict() ??
      judge(task.limits, {
        wallTimeMs: feed.startedAtMs === undefined ? 0 : clock.nowMs() - feed.startedAtMs,
        cpuTimeMs,
        memoryBytes: Math.max(0, memoryBytes - allowance),
      })
    if (verdict !== undefined) await this.#killNow(sandbox, verdict)
  }

  #readState({ folder, feed }: Sandbox): void {
    const text = folder.text('state')?.trim()
    if (text === undefined || text === '') return
    try {
      const { startedAtMs, progress } = JSON.parse(text) as SandboxState
      if (feed.startedAtMs === undefined) feed.update({ status: { phase: 'running', startedAtMs } })
      if (progress !== undefined && progress !== feed.current.progress) feed.update({ progress })
    } catch {
      // It was read in the middle of being written; the next look reads it whole.
    }
  }

  /** Ends a task, unless it has ended. */
  async kill(sandbox: Sandbox, verdict: Verdict): Promise<void> {
    while (sandbox.looking !== undefined) await sandbox.looking
    if (sandbox.feed.end !== undefined) return
    sandbox.looking = this.#killNow(sandbox, verdict).finally(() => {
      sandbox.looking = undefined
    })
    await sandbox.looking
  }

  async #killNow(sandbox: Sandbox, verdict: Verdict): Promise<void> {
    const { folder } = sandbox
    await folder.write('verdict.json', verdict)
    await this.#killGroup(sandbox)
    await this.#finish(sandbox)
  }

  /** Kills what is left of the process group, and waits until it is gone. */
  async #killGroup({ folder }: Sandbox): Promise<void> {
    if (claimKeeper(folder)) return
    while (true) {
      const pids = readPids(folder)
      const alive = await Promise.all([pids.keeper, pids.sandbox].map((pid) => (pid ? processStats(pid) : undefined)))
      if (pids.keeper !== undefined && !alive.some((stats) => isOurs(folder.path, stats))) return
      if (pids.keeper !== undefined) killGroup(pids.keeper)
      await new Promise<void>((resolve) => this.#options.clock.after(5, resolve))
    }
  }

  async #finish(sandbox: Sandbox): Promise<void> {
    const { task, folder } = sandbox
    await this.#killGroup(sandbox)
    this.#readState(sandbox)
    const said = await readResult(folder.file('result'))
    const verdict = folder.verdict()
    const shellExitCode = Number.parseInt(folder.text('exit') ?? '', 10)
    if (said !== undefined) sandbox.usage = { cpuTimeMs: said.header.cpuTimeMs, memoryBytes: 0 }
    let end = endOf({
      limits: task.limits,
      late: folder.text('late') !== undefined,
      crashText: await folder.head('crash', 64 * 1024),
      ...(said !== undefined && { result: said.header.result }),
      ...(verdict !== undefined && { verdict }),
      ...(!Number.isNaN(shellExitCode) && { shellExitCode }),
    })
    if (said !== undefined) {
      try {
        const { header, contentAt } = said
        await unpackOutputs(folder.file('result'), header, contentAt, task.outputsDir, task.limits.outputBytes)
      } catch (error) {
        if (!(error instanceof OutputError)) throw error
        end = { reason: 'output-limit', message: error.message }
      }
    }
    await this.#end(sandbox, end)
  }

  async #end({ folder, feed, usage }: Sandbox, ended: Omit<TaskEnd, 'endedAtMs'>): Promise<void> {
    const end: TaskEnd = { ...ended, endedAtMs: this.#options.clock.nowMs() }
    const { startedAtMs } = feed
    const { progress } = feed.current
    const started = startedAtMs !== undefined && { startedAtMs }
    const record: EndRecord = {
      end,
      cpuTimeMs: usage.cpuTimeMs,
      ...started,
      ...(progress !== undefined && { progress }),
    }
    await folder.write('end.json', record)
    feed.update({ status: { phase: 'ended', end, ...started } })
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}

/** Whether a process is one of this task's: both carry the task's folder on their command line. */
function isOurs(folderPath: string, stats: ProcessStats | undefined): stats is ProcessStats {
  return stats?.command.includes(folderPath) === true
}
