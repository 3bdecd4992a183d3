import { createHash } from 'node:crypto'
import { fail, type Hex } from '@sonm/model'
import { type BlobStore, uploadOf } from './blob-store.ts'

/** Blobs in memory, for simulations: they outlive a hub that is killed as long as this object is kept. */
export function memoryBlobs(): BlobStore {
  const complete = new Map<Hex, Uint8Array>()
  const parts = new Map<string, Uint8Array>()
  return {
    async put({ upload, sha256, totalBytes, offset, data }) {
      const key = `${upload}.${sha256}`
      const stored = parts.get(key) ?? new Uint8Array()
      if (offset > stored.length) return stored.length
      const next = Uint8Array.from([...stored, ...data.subarray(stored.length - offset)])
      if (next.length < totalBytes) {
        parts.set(key, next)
        return next.length
      }
      parts.delete(key)
      const hash = `0x${createHash('sha256').update(next).digest('hex')}`
      if (next.length > totalBytes || hash !== sha256) throw fail('BLOB_CORRUPT', { sha256 })
      complete.set(sha256, next)
      return totalBytes
    },
    has: async (sha256) => complete.has(sha256),
    async read(sha256, offset, maxBytes) {
      const blob = complete.get(sha256)
      if (!blob) throw fail('BLOB_MISSING', { sha256 })
      return { data: blob.slice(offset, offset + maxBytes), totalBytes: blob.length }
    },
    async remove(sha256) {
      complete.delete(sha256)
    },
    async abandon(uploads) {
      for (const key of [...parts.keys()]) if (uploads.has(uploadOf(key))) parts.delete(key)
    },
  }
}
