import { constants } from 'node:fs'
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileBytes, readPiece, sha256OfFile } from '@sonm/common'
import { fail, type Hex, type OutputFile } from '@sonm/model'
import type { TaskFiles } from './task-files.ts'

/**
 * A worker's disk: `contents` holds what was fetched, by hash; `tasks/ID/in` and `tasks/ID/out` are the folders of a task.
 */
export function diskTaskFiles(folder: string): TaskFiles {
  const contents = join(folder, 'contents')
  const tasks = join(folder, 'tasks')
  const pathOf = (sha256: Hex) => join(contents, sha256.slice(2))
  const partOf = (sha256: Hex) => `${pathOf(sha256)}.part`
  const outputOf = (taskId: string, name: string) => join(tasks, taskId, 'out', name)
  return {
    pathOf,
    storedBytes: async (sha256) => (await fileBytes(pathOf(sha256))) ?? (await fileBytes(partOf(sha256))) ?? 0,
    has: async (sha256) => (await fileBytes(pathOf(sha256))) !== undefined,
    async append(sha256, totalBytes, data) {
      await mkdir(contents, { recursive: true })
      const path = partOf(sha256)
      const file = await open(path, 'a', 0o644)
      let bytes: number
      try {
        await file.appendFile(data)
        bytes = (await file.stat()).size
        if (bytes >= totalBytes) await file.sync()
      } finally {
        await file.close()
      }
      if (bytes < totalBytes) return false
      if (bytes > totalBytes || (await sha256OfFile(path)) !== sha256) {
        await rm(path, { force: true })
        throw fail('BLOB_CORRUPT', { sha256 })
      }
      await rename(path, pathOf(sha256))
      return true
    },
    async prepare(taskId, inputs) {
      const inputsDir = join(tasks, taskId, 'in')
      const outputsDir = join(tasks, taskId, 'out')
      await rm(inputsDir, { recursive: true, force: true })
      await mkdir(inputsDir, { recursive: true })
      await mkdir(outputsDir, { recursive: true })
      for (const { name, sha256 } of inputs) await place(pathOf(sha256), join(inputsDir, name), sha256)
      return { inputsDir, outputsDir }
    },
    async outputs(taskId, names) {
      const found: OutputFile[] = []
      for (const name of names) {
        const path = outputOf(taskId, name)
        const bytes = await fileBytes(path)
        if (bytes !== undefined) found.push({ name, bytes, sha256: await sha256OfFile(path) })
      }
      return found
    },
    async readOutput(taskId, name, offset, maxBytes) {
      const file = await open(outputOf(taskId, name), constants.O_RDONLY | constants.O_NOFOLLOW)
      try {
        return (await readPiece(file, offset, maxBytes)).data
      } finally {
        await file.close()
      }
    },
    remove: (taskId) => rm(join(tasks, taskId), { recursive: true, force: true }),
    async keepOnly(needed) {
      for (const name of await namesIn(contents)) {
        const sha256: Hex = `0x${name.replace(/\.part$/, '')}`
        if (!needed.has(sha256)) await rm(join(contents, name), { force: true })
      }
    },
    taskIds: () => namesIn(tasks),
  }
}

/** The same content under a task's name for it; copied only where the disk has no links. */
async function place(from: string, to: string, sha256: Hex): Promise<void> {
  try {
    await link(from, to).catch(() => copyFile(from, to))
    await chmod(to, 0o644)
  } catch (cause) {
    throw fail('BLOB_MISSING', { sha256 }, { cause })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}
