import { type FileHandle, open } from 'node:fs/promises'
import { addOutput, OutputError, type OutputQuota, writeOutput } from '../outputs.ts'
import type { ResultHeader } from './sandbox-protocol.ts'

const maxHeaderBytes = 16 * 2 ** 20

/** Reads what a sandbox said at its end; undefined when it came to no end by itself. */
export async function readResult(path: string): Promise<{ header: ResultHeader; contentAt: number } | undefined> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const { size } = await file.stat()
    const start = await readExactly(file, 0, Math.min(size, maxHeaderBytes))
    const lineEnd = start.indexOf(10)
    if (lineEnd < 0) return undefined
    const header = JSON.parse(start.subarray(0, lineEnd).toString('utf8')) as ResultHeader
    const contentAt = lineEnd + 1
    const contentBytes = header.files.reduce((sum, { bytes }) => sum + bytes, 0)
    return size === contentAt + contentBytes ? { header, contentAt } : undefined
  } finally {
    await file.close()
  }
}

/**
 * Writes a task's output files to where they belong. The sandbox checked them too, but its word counts for nothing here.
 * @throws OutputError
 */
export async function unpackOutputs(
  path: string,
  header: ResultHeader,
  contentAt: number,
  outputsDir: string,
  maxBytes: number,
): Promise<void> {
  let used: OutputQuota = { files: 0, bytes: 0 }
  for (const { path: name, bytes } of header.files) {
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw new OutputError('The outputs are malformed.')
    used = addOutput(used, name, bytes, maxBytes)
  }
  const file = await open(path)
  try {
    let at = contentAt
    for (const { path: name, bytes } of header.files) {
      await writeOutput(outputsDir, name, await readExactly(file, at, bytes))
      at += bytes
    }
  } finally {
    await file.close()
  }
}

async function readExactly(file: FileHandle, at: number, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count)
  const { bytesRead } = await file.read(bytes, 0, count, at)
  return bytes.subarray(0, bytesRead)
}
