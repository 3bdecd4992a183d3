import { type Clock, isCoded, messageOf, sleep } from '@sonm/common'
import { fail, type TaskObservation } from '@sonm/model'
import type { NodeApi } from '../api/node-api.ts'
import { failureOf, followTask, startTask } from '../buyer/tasks.ts'

/** The image of the demonstration: small, and it serves HTTP without any capability. */
export const DEFAULT_IMAGE = 'docker.io/library/busybox:1.37'

const PAGE = 'Hello from a container on a rented machine.'
const DEFAULT_COMMAND = [
  'sh',
  '-c',
  // The trap lets the service end in order, with exit code 0, when the buyer stops it.
  `trap 'kill $pid; exit 0' TERM; mkdir -p /tmp/www; echo '${PAGE}' >/tmp/www/index.html; httpd -f -p 8080 -h /tmp/www & pid=$!; wait $pid`,
]
const ANSWER_TIMEOUT_MS = 20_000
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
 * @throws TASK_FAILED when the service does not start, SERVICE_SILENT when its port does not answer, SERVICE_FAILED
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
  const { status, response } = await firstAnswer(url, clock, signal)
  await api.tasks.stopTask({ taskId }, { signal })
  const ended = await followTask(api, taskId, observe, { signal })
  return { taskId, image, url, status, response, ended }
}

/** A service listens a moment after its container runs; asks until it answers. @throws SERVICE_SILENT, SERVICE_FAILED */
export async function firstAnswer(
  url: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ status: number; response: string }> {
  const deadlineMs = clock.monotonicMs() + ANSWER_TIMEOUT_MS
  for (;;) {
    try {
      const answer = await fetch(url, { signal })
      if (answer.status >= 500) throw fail('SERVICE_FAILED', { url, status: answer.status })
      return { status: answer.status, response: (await answer.text()).trim() }
    } catch (error) {
      signal.throwIfAborted()
      if (isCoded(error)) throw error
      if (clock.monotonicMs() > deadlineMs)
        throw fail('SERVICE_SILENT', { url, reason: messageOf(error) }, { cause: error })
      await sleep(clock, RETRY_MS, signal)
    }
  }
}
