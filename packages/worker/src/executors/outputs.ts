import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, opendir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What a task may leave in /out, whatever its byte limit. */
export const maxOutputFiles = 4096
const maxOutputPathChars = 1024
/** How deep folders may lie: deeper ones are not reached by their path at some point. */
const maxFolderDepth = 64

/** Why a relative path that a stranger's task gave an output file cannot be used, or undefined when it can. */
export function outputPathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty'
  if (path.length > maxOutputPathChars) return `it has more than ${maxOutputPathChars} characters`
  if (path.includes('\0') || path.includes('\\')) return 'it holds a forbidden character'
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'it is no plain relative path'
  if (parts.some((part) => Buffer.byteLength(part) > 255)) return 'a name in it is longer than 255 bytes'
  return undefined
}

/** An output that is too large, or that has a name which could reach outside its folder. */
export class OutputError extends Error {}

export interface OutputQuota {
  readonly files: number
  readonly bytes: number
}

/** Holds one file against what came before. @throws OutputError */
export function addOutput(used: OutputQuota, path: string, bytes: number, maxBytes: number): OutputQuota {
  const problem = outputPathProblem(path)
  if (problem !== undefined) throw new OutputError(`The output ${JSON.stringify(path)} cannot be kept: ${problem}.`)
  const sum = { files: used.files + 1, bytes: used.bytes + bytes }
  if (sum.files > maxOutputFiles) throw new OutputError(`The task left more than ${maxOutputFiles} output files.`)
  if (sum.bytes > maxBytes) throw new OutputError(`The outputs are larger than the allowed ${maxBytes} bytes.`)
  return sum
}

/** Makes an output file below `outputsDir`, which holds nothing but what this executor put there; never follows a link. */
export async function writeOutput(outputsDir: string, path: string, content: Uint8Array): Promise<void> {
  const target = join(outputsDir, path)
  await mkdir(dirname(target), { recursive: true })
  const file = await open(
    target,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    0o644,
  )
  try {
    await file.writeFile(content)
  } finally {
    await file.close()
  }
}

/**
 * Moves what an ended task left in a folder that it could write to. Only plain files are kept: a link could point at any file of this machine.
 * @throws OutputError
 */
export async function moveOutputs(fromDir: string, outputsDir: string, maxBytes: number): Promise<void> {
  const files: string[] = []
  let used: OutputQuota = { files: 0, bytes: 0 }
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (depth > maxFolderDepth) throw new OutputError(`The outputs lie more than ${maxFolderDepth} folders deep.`)
    for (const entry of await readdir(join(fromDir, folder), { withFileTypes: true }).catch(tooLong)) {
      // No UTF-8: under the name that we read there is nothing, and its buyer could not name it.
      if (entry.name.includes('\ufffd')) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) await walk(path, depth + 1)
      if (!entry.isFile()) continue
      used = addOutput(used, path, (await lstat(join(fromDir, path))).size, maxBytes)
      files.push(path)
    }
  }
  await walk('', 0)
  for (const path of files) {
    await chmod(join(fromDir, path), 0o644)
    await mkdir(dirname(join(outputsDir, path)), { recursive: true })
    await rename(join(fromDir, path), join(outputsDir, path))
  }
}

function tooLong(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENAMETOOLONG') throw error
  throw new OutputError('The outputs lie deeper than a path can be long.')
}

/**
 * The bytes and the number of files and folders in a folder, links not followed; what vanishes meanwhile does not count. It looks no further
 * once there is more than `most`, so that a look costs little whatever a task made.
 */
export async function folderUsage(folder: string, most: OutputQuota): Promise<OutputQuota> {
  const used = { files: 0, bytes: 0 }
  const full = () => used.files > most.files || used.bytes > most.bytes
  // What cannot be reached by its path cannot be measured: it counts as more than there may be.
  const unreachable = (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENAMETOOLONG') used.files = most.files + 1
  }
  // Paths are bytes, which latin1 keeps one by one: a name that is no UTF-8 is a file all the same.
  const walk = async (path: Buffer, depth: number): Promise<void> => {
    if (depth > maxFolderDepth) used.files = most.files + 1
    if (full()) return
    const entries = (await opendir(path, { encoding: 'latin1' }).catch(unreachable)) ?? []
    for await (const entry of entries) {
      const below = Buffer.concat([path, Buffer.from(`/${entry.name}`, 'latin1')])
      used.files++
      if (entry.isDirectory()) await walk(below, depth + 1)
      else used.bytes += (await lstat(below).then(sizeOf, unreachable)) ?? 0
      if (full()) return
    }
  }
  await walk(Buffer.from(folder), 0)
  return used
}

function sizeOf({ size }: { readonly size: number }): number {
  return size
}

/** Empties the folder that outputs go to, so that a start that is repeated finds nothing of the first. */
export async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}
