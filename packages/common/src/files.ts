import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, lstat } from 'node:fs/promises'

/** The size of a regular file in bytes; undefined where there is none, and for links and folders. */
export async function fileBytes(path: string): Promise<number | undefined> {
  try {
    const found = await lstat(path)
    return found.isFile() ? found.size : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The SHA-256 of a file's content, read in pieces. */
export async function sha256OfFile(path: string): Promise<`0x${string}`> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return `0x${hash.digest('hex')}`
}

/** At most `maxBytes` of an open file from an offset on; empty past its end. */
export async function readPiece(
  file: FileHandle,
  offset: number,
  maxBytes: number,
): Promise<{ readonly data: Uint8Array; readonly totalBytes: number }> {
  const totalBytes = (await file.stat()).size
  const data = new Uint8Array(Math.max(0, Math.min(maxBytes, totalBytes - offset)))
  const { bytesRead } = data.length > 0 ? await file.read(data, 0, data.length, offset) : { bytesRead: 0 }
  return { data: data.subarray(0, bytesRead), totalBytes }
}
