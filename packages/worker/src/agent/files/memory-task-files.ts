import { createHash } from 'node:crypto'
import { fail, type Hex } from '@sonm/model'
import type { TaskFiles } from './task-files.ts'

/** A worker's disk in memory, for simulations: it outlives a worker that is killed as long as this object is kept. */
export interface MemoryTaskFiles extends TaskFiles {
  /** Where a noop executor writes its outputs; see `NoopExecutorOptions.writeOutput`. */
  writeOutput(outputsDir: string, path: string, text: string): Promise<void>
}

export function memoryTaskFiles(): MemoryTaskFiles {
  const contents = new Map<Hex, Uint8Array>()
  const parts = new Map<Hex, Uint8Array>()
  const folders = new Map<string, Map<string, Uint8Array>>()
  const outputsDirOf = (taskId: string) => `/tasks/${taskId}/out`
  const outputsOf = (taskId: string) => folders.get(outputsDirOf(taskId))
  return {
    storedBytes: async (sha256) => (contents.get(sha256) ?? parts.get(sha256))?.length ?? 0,
    has: async (sha256) => contents.has(sha256),
    async append(sha256, totalBytes, data) {
      const next = Uint8Array.from([...(parts.get(sha256) ?? []), ...data])
      if (next.length < totalBytes) {
        parts.set(sha256, next)
        return false
      }
      parts.delete(sha256)
      if (hashOf(next) !== sha256) throw fail('BLOB_CORRUPT', { sha256 })
      contents.set(sha256, next)
      return true
    },
    pathOf: (sha256) => `/contents/${sha256.slice(2)}`,
    async prepare(taskId, inputs) {
      for (const { sha256 } of inputs) if (!contents.has(sha256)) throw fail('BLOB_MISSING', { sha256 })
      const outputsDir = outputsDirOf(taskId)
      folders.set(outputsDir, new Map())
      return { inputsDir: `/tasks/${taskId}/in`, outputsDir }
    },
    async outputs(taskId, names) {
      const files = outputsOf(taskId)
      return names.flatMap((name) => {
        const data = files?.get(name)
        return data ? [{ name, bytes: data.length, sha256: hashOf(data) }] : []
      })
    },
    async readOutput(taskId, name, offset, maxBytes) {
      const data = outputsOf(taskId)?.get(name)
      if (!data) throw fail('OUTPUT_NOT_FOUND', { taskId, name })
      return data.slice(offset, offset + maxBytes)
    },
    async remove(taskId) {
      folders.delete(outputsDirOf(taskId))
    },
    async keepOnly(needed) {
      for (const sha256 of [...contents.keys()]) if (!needed.has(sha256)) contents.delete(sha256)
      for (const sha256 of [...parts.keys()]) if (!needed.has(sha256)) parts.delete(sha256)
    },
    taskIds: async () => [...folders.keys()].map((folder) => folder.split('/')[2]!),
    async writeOutput(outputsDir, path, text) {
      folders.get(outputsDir)?.set(path, new TextEncoder().encode(text))
    },
  }
}

function hashOf(data: Uint8Array): Hex {
  return `0x${createHash('sha256').update(data).digest('hex')}`
}
