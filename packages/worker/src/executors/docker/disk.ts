import { readFile, statfs } from 'node:fs/promises'

/** What was seen of a container's disk, which takes the engine a walk through it. */
export interface DiskLook {
  /** On the monotonic clock. */
  readonly atMs: number
  readonly bytes: number
  /** What was free on the engine's disk then; undefined when it cannot be told. */
  readonly freeBytes: number | undefined
}

const longestMs = 5000
const shortestMs = 500

/** Whether it is time to look again: now and then, and soon when as much was written to the engine's disk as would bring the task near its limit. */
export function diskLookIsDue(last: DiskLook | undefined, now: Omit<DiskLook, 'bytes'>, limitBytes: number): boolean {
  if (last === undefined) return true
  const passedMs = now.atMs - last.atMs
  if (passedMs < shortestMs) return false
  const writtenBytes = (last.freeBytes ?? 0) - (now.freeBytes ?? 0)
  return passedMs >= longestMs || writtenBytes > (limitBytes - last.bytes) / 2
}

export async function freeBytesOf(folder: string): Promise<number | undefined> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  )
}

const boundingDrivers = new Set(['btrfs', 'zfs'])

/**
 * Whether the engine's storage driver bounds a container's own disk. For overlay2 that takes XFS with project quotas, which the engine
 * does not tell, but the machine's mounts do.
 */
export function driverBoundsDisk(driver: string, rootFolder: string, mounts: string): boolean {
  if (boundingDrivers.has(driver)) return true
  if (driver !== 'overlay2') return false
  const at = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '']) => point === '/' || rootFolder === point || rootFolder.startsWith(`${point}/`))
    .reduce<string[]>((longest, mount) => ((mount[1] ?? '').length >= (longest[1] ?? '').length ? mount : longest), [])
  const [, , type, options = ''] = at
  return type === 'xfs' && options.split(',').some((option) => option === 'pquota' || option === 'prjquota')
}

/** The machine's mounts, as far as it tells them. */
export function readMounts(): Promise<string> {
  return readFile('/proc/self/mounts', 'utf8').catch(() => '')
}
