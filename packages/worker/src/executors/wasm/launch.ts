import { spawn } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { ExecutorTask } from '../executor.ts'
import type { TaskFolder } from '../task-folder.ts'
import { holdShare } from './cpu-share.ts'
import type { SandboxCode } from './sandbox-code.ts'
import { type SandboxConfig, type sandboxFiles, wasmPageBytes } from './sandbox-protocol.ts'

// A shell keeps each sandbox: it outlives the daemon, holds the sandbox to limits of the kernel, and writes down how it ended.
// The limits are a second line behind the executor, which judges more finely; they hold alone while no daemon runs.
const keeperScript = `${holdShare}
cd "$1" || exit 1
set -C; echo $$ > pid || exit 1; set +C
ulimit -c 0; ulimit -f "$2"
if [ "$3" != none ]; then ulimit -S -t "$3"; ulimit -H -t $(($3 + 1)); fi
wall=$4; share=$5; shift 5
"$@" & child=$!
echo $child > child.new; mv child.new child
if [ "$share" -lt 100 ]; then hold_share & fi
if [ "$wall" != none ]; then (sleep "$wall"; : > late; kill -KILL $child) & fi
wait $child
echo $? > exit.new; mv exit.new exit
kill -KILL 0
`

const reserveSeconds = 2
const blockBytes = 512
/** Room for the paths in the result file's header. */
const headerBytes = 16 * 2 ** 20

/** How much JavaScript may take inside the sandbox, beside the module's memory. */
const heapMiB = 256

/** The command line of a task's sandbox. */
function sandboxCommand(code: SandboxCode, task: ExecutorTask, modulePath: string, folder: string): string[] {
  const readable = [...code.folders, task.inputsDir]
  return [
    process.execPath,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}/`),
    `--allow-fs-read=${modulePath}`,
    `--max-old-space-size=${heapMiB}`,
    `--wasm-max-mem-pages=${maxPages(task)}`,
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    code.main,
    folder,
  ]
}

export function maxPages(task: ExecutorTask): number {
  return Math.max(1, Math.floor(task.limits.memoryBytes / wasmPageBytes))
}

export interface Launch {
  readonly code: SandboxCode
  readonly task: ExecutorTask
  readonly folder: TaskFolder
  readonly config: SandboxConfig
  /** The keeper has ended, or did not come up. */
  readonly onExit: (error?: Error) => void
}

/** Starts the keeper of a task in a process group of its own. Doing it twice for one folder starts it once. */
export async function launchSandbox({ code, task, folder, config, onExit }: Launch): Promise<void> {
  await folder.write('sandbox.json', config)
  const append = (path: string) => openSync(path, 'a+', 0o600)
  const files: Record<keyof typeof sandboxFiles, number> = {
    crash: append(folder.file('crash')),
    result: append(folder.file('result')),
    logA: append(folder.logPaths.pathA),
    logB: append(folder.logPaths.pathB),
    state: openSync(folder.file('state'), 'w', 0o600),
    config: openSync(folder.file('sandbox.json'), 'r'),
  }
  const fileBytes = Math.max(config.outputBytes + headerBytes, config.maxLogBytes)
  const seconds = (limitMs: number | undefined) =>
    limitMs === undefined ? 'none' : String(Math.ceil(limitMs / 1000) + reserveSeconds)
  const { cpuTimeMs, wallTimeMs, cpuHundredths } = task.limits
  const blocks = String(Math.ceil(fileBytes / blockBytes))
  const share = String(Math.max(1, Math.floor(cpuHundredths)))
  const limits = [blocks, seconds(cpuTimeMs), seconds(wallTimeMs), share]
  const command = sandboxCommand(code, task, config.modulePath, folder.path)
  const child = spawn('/bin/sh', ['-c', keeperScript, 'sonm-sandbox', folder.path, ...limits, ...command], {
    cwd: folder.path,
    env: {},
    detached: true,
    stdio: ['ignore', files.crash, files.crash, files.result, files.logA, files.logB, files.state, files.config],
  })
  child.once('error', (error) => onExit(error))
  child.once('exit', () => onExit())
  child.unref()
  for (const file of Object.values(files)) closeSync(file)
}

/**
 * Takes the keeper's place, so that one which is still starting up gives up at its first line.
 * @returns false when a keeper was faster: its pid is on record then
 */
export function claimKeeper(folder: TaskFolder): boolean {
  try {
    writeFileSync(folder.file('pid'), '0\n', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return folder.text('pid') === '0\n'
  }
}

/** The pid of the keeper and of the sandbox, as far as they are known. */
export function readPids(folder: TaskFolder): { keeper?: number; sandbox?: number } {
  const pid = (name: string) => Number.parseInt(folder.text(name) ?? '', 10)
  const [keeper, sandbox] = [pid('pid'), pid('child')]
  return { ...(keeper > 0 && { keeper }), ...(sandbox > 0 && { sandbox }) }
}
