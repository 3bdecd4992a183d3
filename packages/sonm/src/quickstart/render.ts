import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { readTaskFile, type TaskObservation } from '@sonm/model'
import type { NodeApi } from '../api/node-api.ts'
import type { LocalFile } from '../buyer/files.ts'
import { expectOutputs, fetchOutputs } from '../buyer/outputs.ts'
import { expectSuccess, followTask, type PreparedTask, prepareTask, startTask } from '../buyer/tasks.ts'
import { silentProgress } from '../output/progress.ts'

const EXAMPLE = new URL('../../../../examples/render/', import.meta.url)

/** Compiles the renderer of examples/render from its source, unless that was done before. */
export async function prepareRenderTask() {
  const workerData = fileURLToPath(new URL('.cache/render.wasm', EXAMPLE))
  await once(new Worker(new URL('./build-thread.ts', import.meta.url), { workerData }), 'exit')
  const taskFile = fileURLToPath(new URL('task.yaml', EXAMPLE))
  return await prepareTask(readTaskFile(await readFile(taskFile, 'utf8'), taskFile), taskFile)
}

export type RenderTask = PreparedTask

export interface RenderResult {
  readonly taskId: string
  readonly ended: TaskObservation
  readonly files: readonly LocalFile[]
}

/** Renders the example's scene under the deal and fetches the picture into `outFolder`. */
export async function runRender(options: {
  api: NodeApi
  dealId: bigint
  task: RenderTask
  outFolder: string
  onProgress: (fraction: number, text: string) => void
  onRunning: () => void
  signal: AbortSignal
}): Promise<RenderResult> {
  const { api, dealId, task, outFolder, onProgress, onRunning, signal } = options
  const taskId = await startTask(api, dealId, task, () => {}, signal)
  let running = false
  const ended = await followTask(
    api,
    taskId,
    ({ progress, phase }) => {
      if (phase === 'running' && !running) {
        running = true
        onRunning()
      }
      onProgress(progress ?? 0, phase)
    },
    { signal },
  )
  expectSuccess(ended)
  const files = await fetchOutputs(api, ended, {
    folder: outFolder,
    wanted: task.spec,
    overwrite: true,
    barFor: () => silentProgress,
    signal,
  })
  expectOutputs(ended, task.spec)
  return { taskId, ended, files }
}
