import { type Clock, type CodedError, isCoded, messageOf, sleep } from '@sonm/common'
import { fail, type TaskObservation } from '@sonm/model'
import { observationFromMessage } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import { failureOf, followTask, startTask } from '../buyer/tasks.ts'
import type { QuickstartOptions } from './options.ts'

/** The image of the demonstration: small, and it serves HTTP without any capability. */
export const DEFAULT_IMAGE = 'docker.io/library/busybox:1.37'

const PAGE = 'Hello from a container on a rented machine.'
export const DEFAULT_COMMAND = [
  'sh',
  '-c',
  // The trap lets the service end in order, with exit code 0, when the buyer stops it.
  `trap 'kill $pid; exit 0' TERM; mkdir -p /tmp/www; echo '${PAGE}' >/tmp/www/index.html; httpd -f -p 8080 -h /tmp/www & pid=$!; wait $pid`,
]
const ANSWER_TIMEOUT_MS = 20_000
const ANSWER_LIMIT_CHARACTERS = 64 * 1024
const RETRY_MS = 100

export interface ServiceResult {
  readonly taskId: string
  readonly image: string
  readonly url: string
  readonly status: number
  readonly response: string
  readonly ended: TaskObservation
}

/**
 * Runs an image as a service under the deal, reaches its port through the peer network, and stops it.
 * @param image undefined: the default image with a command that serves a page on port 8080
 * @throws TASK_FAILED when the service does not start or ends by itself, SERVICE_SILENT when its port does not answer, SERVICE_FAILED
 */
export async function runService(options: {
  api: NodeApi
  dealId: bigint
  image: string | undefined
  port: number
  clock: Clock
  onActivity: (text: string) => void
  onRunning: () => void
  signal: AbortSignal
}): Promise<ServiceResult> {
  const { api, dealId, port, clock, onActivity, onRunning, signal } = options
  const image = options.image ?? DEFAULT_IMAGE
  const container = { image, env: {}, expose: [{ port, protocol: 'tcp' as const }] }
  const workload = {
    kind: 'container' as const,
    container: options.image === undefined ? { ...container, command: DEFAULT_COMMAND } : container,
  }
  const spec = { workload, inputs: [], outputs: [], tag: 'quickstart-service' }
  const taskId = await startTask(api, dealId, { spec, files: [] }, () => {}, signal)
  const observe = ({ activity, phase }: TaskObservation) => onActivity(activity ?? phase)
  const running = await followTask(api, taskId, observe, { until: ({ phase }) => phase === 'running', signal })
  if (running.phase === 'ended') throw failureOf(running)
  onRunning()
  const forward = await api.tasks.forwardPort({ taskId, port }, { signal })
  const url = `http://${forward.host}:${forward.port}/`
  const { status, response } = await firstAnswer(url, clock, signal).catch(async (error: unknown) => {
    // One that has ended is silent for a better reason.
    const seen = observationFromMessage((await api.tasks.getTask({ taskId })).observation)
    throw seen.phase === 'ended' ? failureOf(seen) : error
  })
  await api.tasks.stopTask({ taskId }, { signal })
  const ended = await followTask(api, taskId, observe, { signal })
  // It was to run until it was stopped: one that ended by itself has crashed after its first answer.
  if (ended.end?.reason !== 'stopped') throw failureOf(ended)
  return { taskId, image, url, status, response, ended }
}

/**
 * A machine may have a Docker engine and no way to the registry of an image that its user did not choose: then the rest of
 * the demonstration goes on.
 */
export function mayLeaveOut(
  error: unknown,
  { executor, image }: Pick<QuickstartOptions, 'executor' | 'image'>,
): error is CodedError {
  if (executor !== 'auto' || image !== undefined) return false
  return ['IMAGE_NOT_FOUND', 'IMAGE_PULL_DENIED', 'IMAGE_PULL_FAILED'].some((code) => isCoded(error, code))
}

/**
 * A service listens a moment after its container runs; asks until it answers, and reads the beginning of what it says.
 * @throws SERVICE_SILENT when no answer is there in time, SERVICE_FAILED
 */
export async function firstAnswer(
  url: string,
  clock: Clock,
  signal: AbortSignal,
  timeoutMs = ANSWER_TIMEOUT_MS,
): Promise<{ status: number; response: string }> {
  const late = new AbortController()
  const cancel = clock.after(timeoutMs, () => late.abort())
  let reason = 'it takes the call and says nothing'
  try {
    for (;;) {
      try {
        const answer = await fetch(url, { signal: AbortSignal.any([signal, late.signal]) })
        if (answer.status >= 500) throw fail('SERVICE_FAILED', { url, status: answer.status })
        return { status: answer.status, response: await beginningOf(answer) }
      } catch (error) {
        signal.throwIfAborted()
        if (isCoded(error)) throw error
        if (late.signal.aborted) throw fail('SERVICE_SILENT', { url, reason }, { cause: error })
        reason = messageOf(error)
        await sleep(clock, RETRY_MS, signal)
      }
    }
  } finally {
    cancel()
  }
}

/** A stranger's service may answer without end. */
async function beginningOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    if (text.length >= ANSWER_LIMIT_CHARACTERS) break
  }
  return text.slice(0, ANSWER_LIMIT_CHARACTERS).trim()
}
