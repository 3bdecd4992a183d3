import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { access, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { CodedError, codedFailure, messageOf } from '@sonm/common'
import { fail, type Hex, type OutputFile } from '@sonm/model'
import { MAX_BLOB_PIECE_BYTES } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'

/** A local file by its content. */
export interface LocalFile {
  readonly path: string
  readonly sha256: Hex
  readonly bytes: number
}

/** @throws FILE_UNREADABLE */
export async function hashFile(path: string): Promise<LocalFile> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('it is no file')
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of createReadStream(path)) {
      hash.update(piece)
      bytes += piece.length
    }
    return { path, sha256: `0x${hash.digest('hex')}`, bytes }
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): CodedError {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  const reason = isMissing ? 'there is no such file; paths in a task file are relative to it' : messageOf(error)
  return fail('FILE_UNREADABLE', { path, reason }, { cause: error })
}

/** Sends a file to the deal's hub in pieces; what is there already is not sent again. */
export async function uploadFile(
  api: NodeApi,
  dealId: bigint,
  file: LocalFile,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const head = { dealId, sha256: file.sha256, totalBytes: BigInt(file.bytes) }
  const call = signal ? { signal } : {}
  const handle = await open(file.path, 'r')
  try {
    // An empty piece asks how much the hub has.
    let { storedBytes } = await api.tasks.putBlob({ ...head, offset: 0n, data: new Uint8Array() }, call)
    const buffer = new Uint8Array(MAX_BLOB_PIECE_BYTES)
    while (storedBytes < head.totalBytes) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, Number(storedBytes))
      if (bytesRead === 0)
        throw fail('FILE_UNREADABLE', { path: file.path, reason: 'it became shorter while it was sent' })
      const sent = await api.tasks.putBlob({ ...head, offset: storedBytes, data: buffer.subarray(0, bytesRead) }, call)
      if (sent.storedBytes <= storedBytes || sent.storedBytes > head.totalBytes) {
        throw fail('HUB_STORES_NOTHING', { dealId: dealId.toString(), path: file.path })
      }
      storedBytes = sent.storedBytes
      onProgress(Number(storedBytes) / file.bytes)
    }
  } finally {
    await handle.close()
  }
}

export interface DownloadOptions {
  readonly signal?: AbortSignal
  /** Told how much has come, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
}

/** Makes a folder where outputs shall go, and finds out that files can be made in it. @throws FILE_UNWRITABLE */
export async function ensureOutputFolder(folder: string): Promise<void> {
  try {
    await makeFolder(resolve(folder))
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** One level after the other: Node's recursive way never ends where a file system makes no folders, as /proc. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return
  if (!found && dirname(folder) !== folder) await makeFolder(dirname(folder))
  await mkdir(folder)
}

/** An error of the disk while a file is written, coded. */
function unwritable(path: string, error: unknown): unknown {
  const known = codedFailure(error)
  const isOfDisk = !(known instanceof CodedError) && error instanceof Error && 'syscall' in error
  return isOfDisk ? fail('FILE_UNWRITABLE', { path, reason: error.message }, { cause: error }) : known
}

/**
 * Writes one output of an ended task to `folder/name`; the file appears only when it is whole and its hash fits. Never more
 * is read than the worker has announced.
 * @throws OUTPUT_CORRUPT, FILE_UNWRITABLE, DISK_FULL
 */
export async function downloadOutput(
  api: NodeApi,
  taskId: string,
  output: OutputFile,
  folder: string,
  options: DownloadOptions = {},
): Promise<LocalFile> {
  const path = join(folder, output.name)
  const partial = `${path}.partial`
  await ensureOutputFolder(folder)
  try {
    const sha256 = await readInto(partial, api, taskId, output, options)
    if (sha256 !== output.sha256) throw fail('OUTPUT_CORRUPT', { name: output.name })
    await rename(partial, path)
    return { path, sha256, bytes: output.bytes }
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    throw unwritable(path, error)
  }
}

async function readInto(
  path: string,
  api: NodeApi,
  taskId: string,
  output: OutputFile,
  { signal, onProgress }: DownloadOptions,
): Promise<Hex> {
  const hash = createHash('sha256')
  const handle = await open(path, 'w')
  try {
    for (let offset = 0; offset < output.bytes; ) {
      const request = { taskId, name: output.name, offset: BigInt(offset), maxBytes: MAX_BLOB_PIECE_BYTES }
      const { data } = await api.tasks.readOutput(request, signal ? { signal } : {})
      if (data.length === 0 || offset + data.length > output.bytes) break
      await handle.write(data)
      hash.update(data)
      offset += data.length
      onProgress?.(offset / output.bytes)
    }
  } finally {
    await handle.close()
  }
  return `0x${hash.digest('hex')}`
}
