import { mkdir, readFile, rename, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Of the disk where a worker keeps its data. */
export interface DiskSize {
  readonly totalBytes: number
  readonly freeBytes: number
}

/**
 * How much of the disk a worker sells: a share of what was free when it was first asked. The answer is kept for the same
 * disk and share, since a plan's slice is a fixed size: a machine that came back smaller by one file would not fit it.
 * @param options.share above 0, at most 1
 * @returns whole bytes
 */
export async function soldStorageBytes(options: {
  dataDir: string
  share: number
  /** Asks the disk; tests hand in another one. */
  diskOf?: (path: string) => Promise<DiskSize>
}): Promise<number> {
  const { dataDir, share, diskOf = askDisk } = options
  await mkdir(dataDir, { recursive: true })
  const { totalBytes, freeBytes } = await diskOf(dataDir)
  const path = join(dataDir, 'storage.json')
  const kept = await readKept(path)
  if (kept?.totalBytes === totalBytes && kept.share === share) return kept.soldBytes
  const measured: Kept = { totalBytes, share, soldBytes: Math.floor(freeBytes * share) }
  await writeFile(`${path}.new`, JSON.stringify(measured))
  await rename(`${path}.new`, path)
  return measured.soldBytes
}

interface Kept {
  readonly totalBytes: number
  readonly share: number
  readonly soldBytes: number
}

async function askDisk(path: string): Promise<DiskSize> {
  const { blocks, bavail, bsize } = await statfs(path)
  return { totalBytes: blocks * bsize, freeBytes: bavail * bsize }
}

/** A file that is missing or damaged is written anew. */
async function readKept(path: string): Promise<Kept | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as Kept
    return Number.isSafeInteger(kept.soldBytes) && kept.soldBytes >= 0 ? kept : undefined
  } catch {
    return undefined
  }
}
