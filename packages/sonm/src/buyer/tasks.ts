import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CodedError, systemRandom } from '@sonm/common'
import { fail, type TaskFile, type TaskObservation, type TaskSpec, taskSpecOf, toHex } from '@sonm/model'
import { observationFromMessage, taskSpecToMessage } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import { hashFile, type LocalFile, uploadFile } from './files.ts'

/** A task file with the contents that it names, hashed: ready to be sent. */
export interface PreparedTask {
  readonly spec: TaskSpec
  readonly files: readonly LocalFile[]
}

/** Hashes the module and the inputs of a task file. Paths in it are relative to the file itself. @throws FILE_UNREADABLE, WASM_INVALID */
export async function prepareTask(taskFile: TaskFile, fileName: string): Promise<PreparedTask> {
  const folder = dirname(resolve(fileName))
  const module =
    taskFile.workload.kind === 'wasm' ? await moduleFile(resolve(folder, taskFile.workload.wasm.modulePath)) : undefined
  const inputs: (LocalFile & { name: string })[] = []
  for (const { name, path } of taskFile.inputs) inputs.push({ name, ...(await hashFile(resolve(folder, path))) })
  const spec = taskSpecOf(taskFile, {
    ...(module ? { moduleSha256: module.sha256 } : {}),
    inputs: inputs.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
  })
  return { spec, files: module ? [module, ...inputs] : inputs }
}

/** A module is looked at before anything is rented for it: a file that is none would cost a deal. */
async function moduleFile(path: string): Promise<LocalFile> {
  const file = await hashFile(path)
  if (!WebAssembly.validate(await readFile(path))) {
    throw fail('WASM_INVALID', { reason: `${path} is no valid WebAssembly module` })
  }
  return file
}

/** Sends the contents, then starts the task. @returns its id */
export async function startTask(
  api: NodeApi,
  dealId: bigint,
  task: PreparedTask,
  onUpload: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const total = task.files.reduce((sum, file) => sum + file.bytes, 0)
  let done = 0
  for (const file of task.files) {
    await uploadFile(api, dealId, file, (fraction) => onUpload((done + fraction * file.bytes) / total), signal)
    done += file.bytes
  }
  const taskId = toHex(systemRandom.bytes(16)).slice(2)
  await api.tasks.startTask({ dealId, taskId, spec: taskSpecToMessage(task.spec) }, signal ? { signal } : {})
  return taskId
}

/**
 * Follows a task through its changes.
 * @param until when to stop following; by default when it ended
 * @returns the last observation
 */
export async function followTask(
  api: NodeApi,
  taskId: string,
  onChange: (observation: TaskObservation) => void,
  options: { readonly until?: (observation: TaskObservation) => boolean; readonly signal?: AbortSignal } = {},
): Promise<TaskObservation> {
  const until = options.until ?? (({ phase }) => phase === 'ended')
  // Leaving the loop does not end the call: the stream would stay open until the node goes.
  const left = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal
  let last: TaskObservation | undefined
  try {
    for await (const status of api.tasks.watchTask({ taskId }, { signal })) {
      last = observationFromMessage(status.observation)
      onChange(last)
      if (until(last) || last.phase === 'ended') return last
    }
  } finally {
    left.abort()
  }
  throw fail('TASK_FAILED', { taskId, reason: last?.phase ?? 'unknown', message: 'the hub stopped telling about it' })
}

/** @throws what `failureOf` makes of the task, unless the program itself ended with exit code 0 */
export function expectSuccess(observation: TaskObservation): void {
  const { end } = observation
  if (end?.reason !== 'exited' || end.exitCode !== 0) throw failureOf(observation)
}

/** Why a task is no success: what its worker says with a code of its own, else TASK_FAILED. */
export function failureOf({ end, taskId }: TaskObservation): CodedError {
  if (end?.error) return new CodedError(end.error)
  const reason = end?.exitCode === undefined ? (end?.reason ?? 'unknown') : `exit code ${end.exitCode}`
  return fail('TASK_FAILED', { taskId, reason, message: end?.message ?? 'no reason was given' })
}
