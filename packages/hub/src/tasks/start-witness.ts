import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { type Address, fail, type OrderDomain, type Signer, signReceipt, startOfTask } from '@sonm/model'
import { type StartWitnessService, startReceiptToMessage } from '@sonm/protocol'
import type { TaskBook } from './task-book.ts'

/**
 * Signs for the buyer what became of a task's start: see docs/reliability.md. A hub that does not sign loses what the deal
 * would have said for its supplier all the same.
 */
export function startWitness(parts: {
  readonly tasks: Pick<TaskBook, 'getOf'>
  readonly signer: Signer
  readonly domain: OrderDomain
  readonly callerOf: (context: HandlerContext) => Address
}): ServiceImpl<typeof StartWitnessService> {
  const { tasks, signer, domain, callerOf } = parts
  return {
    async signStart({ taskId }, context) {
      const task = await tasks.getOf(callerOf(context), taskId)
      const receipt = startOfTask(task.dealId, task.observation)
      if (!receipt) throw fail('TASK_NOT_RUNNING', { taskId, phase: task.observation.phase })
      return startReceiptToMessage({ ...receipt, hubSignature: await signReceipt(domain, signer, 'hub', receipt) })
    },
  }
}
