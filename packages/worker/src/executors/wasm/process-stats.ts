import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface ProcessStats {
  readonly cpuTimeMs: number
  readonly memoryBytes: number
  /** The command line, by which a process is told from a later one with the same id. */
  readonly command: string
}

/** What a process has used until now; undefined when there is none with this id (or only a zombie). */
export async function processStats(pid: number): Promise<ProcessStats | undefined> {
  try {
    if (process.platform === 'linux') {
      const [stat, command] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile(`/proc/${pid}/cmdline`, 'utf8'),
      ])
      return parseProcStat(stat, command)
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'time=,rss=,args=', '-p', String(pid)])
    return parsePs(stdout)
  } catch {
    return undefined
  }
}

// The kernel counts in these whatever the machine's own tick is.
const ticksPerSecond = 100
const pageBytes = 4096

/** @param stat the content of /proc/<pid>/stat; @param command that of /proc/<pid>/cmdline */
export function parseProcStat(stat: string, command: string): ProcessStats | undefined {
  // The name in the second field may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, userTicks, systemTicks, pages] = [fields[0], fields[11], fields[12], fields[21]]
  if (state === 'Z' || state === 'X' || pages === undefined) return undefined
  return {
    cpuTimeMs: ((Number(userTicks) + Number(systemTicks)) * 1000) / ticksPerSecond,
    memoryBytes: Number(pages) * pageBytes,
    command: command.replaceAll('\0', ' ').trim(),
  }
}

/** @param text one line of `ps -o time=,rss=,args=`: the time is [[days-]hours:]minutes:seconds[.hundredths], the size in KiB */
export function parsePs(text: string): ProcessStats | undefined {
  const match = /^\s*(?:(\d+)-)?([\d:]+(?:\.\d+)?)\s+(\d+)\s+(.+?)\s*$/.exec(text)
  if (match === null) return undefined
  const [, days, time, kibibytes, command] = match
  const seconds = (time ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return {
    cpuTimeMs: Math.round((Number(days ?? 0) * 86_400 + seconds) * 1000),
    memoryBytes: Number(kibibytes) * 1024,
    command: command ?? '',
  }
}
