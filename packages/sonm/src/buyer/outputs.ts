import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, type TaskObservation, type TaskSpec } from '@sonm/model'
import type { NodeApi } from '../api/node-api.ts'
import type { Progress } from '../output/progress.ts'
import { downloadOutput, type LocalFile } from './files.ts'

export interface FetchOptions {
  readonly folder: string
  /** The files that the buyer wants, as he named them: a hub could offer others. Absent: all that there are. */
  readonly wanted?: Pick<TaskSpec, 'outputs'>
  /** What the task could write in all. */
  readonly limitBytes?: number
  /** Whether files that are there already may be written over. */
  readonly overwrite: boolean
  readonly barFor: (label: string) => Progress
  readonly signal: AbortSignal
}

/**
 * Fetches the outputs of an ended task into a folder.
 * @throws OUTPUT_TOO_LARGE, OUTPUT_EXISTS before anything was written; OUTPUT_CORRUPT, FILE_UNWRITABLE, DISK_FULL
 */
export async function fetchOutputs(
  api: NodeApi,
  { taskId, outputs }: TaskObservation,
  options: FetchOptions,
): Promise<readonly LocalFile[]> {
  const { folder, wanted, limitBytes = Number.MAX_SAFE_INTEGER, overwrite, barFor, signal } = options
  const chosen = outputs.filter(({ name }) => !wanted || wanted.outputs.includes(name))
  let leftBytes = limitBytes
  for (const { name, bytes } of chosen) {
    if (bytes > leftBytes) throw fail('OUTPUT_TOO_LARGE', { name, bytes, limitBytes })
    leftBytes -= bytes
    const path = join(folder, name)
    if (!overwrite && (await exists(path))) throw fail('OUTPUT_EXISTS', { path })
  }
  const files: LocalFile[] = []
  for (const output of chosen) {
    const bar = barFor(`Fetching ${output.name}`)
    const fetching = downloadOutput(api, taskId, output, folder, { signal, onProgress: bar.update })
    files.push(await fetching.finally(bar.done))
  }
  return files
}

/** @throws OUTPUT_MISSING when the task did not leave a file that its buyer named */
export function expectOutputs({ taskId, outputs }: TaskObservation, wanted: Pick<TaskSpec, 'outputs'>): void {
  const missing = wanted.outputs.filter((name) => !outputs.some((output) => output.name === name))
  if (missing.length > 0) throw fail('OUTPUT_MISSING', { taskId, names: missing.join(', ') })
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
