import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { CodedError, type Logger, messageOf } from '@sonm/common'
import { fail, isTaskId } from '@sonm/model'
import type { Network } from '@sonm/network'
import {
  readPortProtocol,
  TaskPhaseMessage,
  type TaskService,
  type TaskStatus,
  type TaskStatusSchema,
  taskSpecFromMessage,
} from '@sonm/protocol'
import type { DealBook } from '../deals/deal-book.ts'
import type { ForwardedPorts } from './forwarded-ports.ts'
import { callHub, type HubLink, hubClient, hubError, streamFromHub } from './hub-link.ts'
import { endedWithDeal, mergeTasks } from './merge-tasks.ts'
import type { StartReports } from './start-reports.ts'
import type { TaskBook } from './task-book.ts'

export interface TaskServiceOptions {
  readonly network: Network
  readonly deals: DealBook
  readonly tasks: TaskBook
  readonly ports: ForwardedPorts
  readonly starts: Pick<StartReports, 'consider'>
  readonly logger: Logger
}

/** The external API's tasks: each call goes on to the hub that has the task. */
export function taskService(options: TaskServiceOptions): ServiceImpl<typeof TaskService> {
  const { network, deals, tasks, ports, starts, logger } = options

  const linkOfDeal = async (dealId: bigint): Promise<HubLink> => {
    const { deal } = await deals.getOpenAsBuyer(dealId)
    return { dealId, hub: deal.hub }
  }

  /** A task that was started by another node of the same account is known to its hub alone. */
  const linkOfTask = async (taskId: string): Promise<HubLink> => {
    if (!isTaskId(taskId)) throw fail('INPUT_INVALID', { field: 'task_id', reason: 'it must be 32 hex digits' })
    const known = await tasks.hubOf(taskId)
    if (known) return known
    for (const { deal } of await deals.openAsBuyer()) {
      const link = { dealId: deal.id, hub: deal.hub }
      const found = await hubClient(network, deal.hub)
        .getTask({ taskId })
        .catch(() => undefined)
      if (found?.dealId === deal.id) return link
    }
    throw fail('TASK_NOT_FOUND', { taskId })
  }

  const linksOf = async (dealIds: readonly bigint[]): Promise<HubLink[]> => {
    const records = await Promise.all([...new Set(dealIds)].map((dealId) => deals.find(dealId)))
    return records.flatMap((record) => (record ? [{ dealId: record.deal.id, hub: record.deal.hub }] : []))
  }

  const heard = async (status: TaskStatus, link: HubLink) => {
    await tasks.heard(status, link)
    starts.consider(status, link)
    if (hasEnded(status)) await ports.closeTask(status.observation?.taskId ?? '')
    return status
  }

  const listOf = async (link: HubLink): Promise<{ tasks: readonly TaskStatus[] } | { hub: string; reason: string }> => {
    try {
      const answer = await hubClient(network, link.hub).listTasks({ dealId: link.dealId })
      const own = answer.tasks.filter(({ dealId }) => dealId === link.dealId)
      for (const status of own) await heard(status, link)
      return { tasks: own }
    } catch (error) {
      const reason = (error instanceof CodedError ? error.what : messageOf(error)).replace(/\.$/, '')
      logger.warn({ hub: link.hub, reason }, 'a hub did not list its tasks')
      return { hub: link.hub, reason }
    }
  }

  return {
    async putBlob(request) {
      const link = await linkOfDeal(request.dealId)
      return callHub(link, () => hubClient(network, link.hub).putBlob(request))
    },

    async startTask(request) {
      const { dealId, taskId } = request
      if (!isTaskId(taskId)) throw fail('INPUT_INVALID', { field: 'task_id', reason: 'it must be 32 hex digits' })
      taskSpecFromMessage(request.spec)
      const link = await linkOfDeal(dealId)
      const isNew = await tasks.began(taskId, link)
      try {
        return await heard(await hubClient(network, link.hub).startTask(request), link)
      } catch (error) {
        const coded = hubError(error, link)
        // A refusal is final. Of a hub that fell silent nobody knows whether it began.
        if (isNew && coded instanceof CodedError && !coded.retryable) await tasks.refused(taskId)
        throw coded
      }
    },

    async stopTask(request) {
      const link = await linkOfTask(request.taskId)
      return heard(await callHub(link, () => hubClient(network, link.hub).stopTask(request)), link)
    },

    async getTask(request) {
      const link = await linkOfTask(request.taskId)
      return heard(await callHub(link, () => hubClient(network, link.hub).getTask(request)), link)
    },

    async listTasks({ dealId }) {
      const open = (await deals.openAsBuyer()).filter(({ deal }) => dealId === undefined || deal.id === dealId)
      const openIds = new Set(open.map(({ deal }) => deal.id))
      const known = await tasks.lastKnown(dealId)
      const unfinished = known.filter((status) => !openIds.has(status.dealId) && !hasEnded(status))
      const links = [
        ...open.map(({ deal }) => ({ dealId: deal.id, hub: deal.hub })),
        ...(await linksOf(unfinished.map((status) => status.dealId))),
      ]
      const answers = await Promise.all(links.map(listOf))
      const lastKnown = known.map((status) => (openIds.has(status.dealId) ? status : endedWithDeal(status)))
      return {
        tasks: mergeTasks(
          lastKnown,
          answers.flatMap((answer) => ('tasks' in answer ? answer.tasks : [])),
        ),
        unreachableHubs: eachHubOnce(answers.flatMap((answer) => ('reason' in answer ? [answer] : []))),
      }
    },

    async *watchTask(request, { signal }): AsyncGenerator<MessageInitShape<typeof TaskStatusSchema>> {
      const link = await linkOfTask(request.taskId)
      for await (const status of streamFromHub(link, hubClient(network, link.hub).watchTask(request, { signal }))) {
        yield await heard(status, link)
      }
    },

    async *readLogs(request, { signal }) {
      const link = await linkOfTask(request.taskId)
      yield* streamFromHub(link, hubClient(network, link.hub).readLogs(request, { signal }))
    },

    async readOutput(request) {
      const link = await linkOfTask(request.taskId)
      return callHub(link, () => hubClient(network, link.hub).readOutput(request))
    },

    async forwardPort({ taskId, port, localPort, protocol: text }) {
      const protocol = readPortProtocol(text)
      for (const [field, value, least] of [
        ['port', port, 1],
        ['local_port', localPort, 0],
      ] as const) {
        if (value < least || value > 65_535) throw fail('INPUT_INVALID', { field, reason: `${value} is no port` })
      }
      const link = await linkOfTask(taskId)
      const status = await heard(await callHub(link, () => hubClient(network, link.hub).getTask({ taskId })), link)
      if (hasEnded(status)) throw fail('TASK_NOT_RUNNING', { taskId, phase: 'ended' })
      if (!status.expose.some((exposed) => exposed.port === port && exposed.protocol === protocol)) {
        throw fail('TASK_PORT_UNSUPPORTED', { taskId, port, reason: `the task does not expose it over ${protocol}` })
      }
      return ports.open(link, { taskId, port, protocol }, localPort)
    },
  }
}

/** Several deals may be with one hub. */
function eachHubOnce<Silent extends { readonly hub: string }>(hubs: readonly Silent[]): Silent[] {
  return [...new Map(hubs.map((silent) => [silent.hub, silent])).values()]
}

function hasEnded(status: TaskStatus): boolean {
  return status.observation?.phase === TaskPhaseMessage.ENDED
}
