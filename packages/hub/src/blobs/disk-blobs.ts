import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileBytes, readPiece, sha256OfFile, Turns } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import { type BlobPiece, type BlobStore, uploadOf } from './blob-store.ts'

/** Blobs as files: complete ones under their hash, unfinished ones under `parts`. */
export function diskBlobs(folder: string): BlobStore {
  const parts = join(folder, 'parts')
  const pathOf = (sha256: Hex) => join(folder, sha256.slice(2))
  const partOf = (upload: string, sha256: Hex) => join(parts, `${upload}.${sha256.slice(2)}`)
  // Two pieces of one upload at the same time would write over each other.
  const turns = new Turns<string>()

  async function append(piece: BlobPiece): Promise<number> {
    const { upload, sha256, totalBytes, offset, data } = piece
    await mkdir(parts, { recursive: true })
    const path = partOf(upload, sha256)
    const stored = (await fileBytes(path)) ?? 0
    if (offset > stored) return stored
    const fresh = data.subarray(stored - offset)
    if (stored + fresh.length > totalBytes) {
      await rm(path, { force: true })
      throw fail('BLOB_CORRUPT', { sha256 })
    }
    const file = await open(path, 'a')
    try {
      await file.appendFile(fresh)
      await file.sync()
    } finally {
      await file.close()
    }
    const now = stored + fresh.length
    if (now < totalBytes) return now
    if ((await sha256OfFile(path)) !== sha256) {
      await rm(path, { force: true })
      throw fail('BLOB_CORRUPT', { sha256 })
    }
    await rename(path, pathOf(sha256))
    return totalBytes
  }

  return {
    put: (piece) => turns.run(`${piece.upload}.${piece.sha256}`, () => append(piece)),
    has: async (sha256) => (await fileBytes(pathOf(sha256))) !== undefined,
    async read(sha256, offset, maxBytes) {
      const file = await open(pathOf(sha256), 'r').catch((cause: NodeJS.ErrnoException) => {
        throw cause.code === 'ENOENT' ? fail('BLOB_MISSING', { sha256 }, { cause }) : cause
      })
      try {
        return await readPiece(file, offset, maxBytes)
      } finally {
        await file.close()
      }
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    async abandon(uploads) {
      const names = await readdir(parts).catch(() => [])
      for (const name of names) if (uploads.has(uploadOf(name))) await rm(join(parts, name), { force: true })
    },
  }
}
