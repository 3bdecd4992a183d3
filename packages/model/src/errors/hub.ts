import { defineError } from '@sonm/common'

export const hubErrors = {
  PLAN_NOT_FOUND: defineError<{ planId: string }>({
    kind: 'not-found',
    about: 'The hub has no such ask plan.',
    what: ({ planId }) => `There is no ask plan ${planId}.`,
    todo: 'List the plans with `sonm plan list`.',
  }),
  OWN_HUB_AWAY: defineError<{ hub: string; reason: string }>({
    kind: 'unavailable',
    about: "A supplier's own hub does not answer his node; the reason names each path that was tried.",
    what: ({ hub, reason }) => `Your hub ${hub} does not answer: ${reason}.`,
    todo: 'Start it with `sonm hub start` if it does not run, or name another one with --hub.',
  }),
  PLAN_INVALID: defineError<{ field: string; reason: string }>({
    kind: 'invalid',
    about: 'An ask plan says something that cannot be sold or settled.',
    what: ({ field, reason }) => `The plan cannot be sold: ${field}: ${reason}.`,
    todo: 'Correct the field of the plan.',
  }),
  SLICE_UNAVAILABLE: defineError<{ shortages: string; freeAgain: string }>({
    kind: 'exhausted',
    about: 'What a plan wants to sell is not free on any worker: other plans or running deals hold it.',
    what: ({ shortages, freeAgain }) =>
      `No worker has this slice free: ${shortages}${freeAgain && `; free again at ${freeAgain}`}.`,
    todo: ({ freeAgain }) =>
      freeAgain
        ? 'Until then somebody may take an offer of a removed plan. Try again then, or make the same plan as the removed one: that works at once.'
        : 'Make the plan smaller, or remove another one.',
  }),
  PLAN_RESERVED: defineError<{ planId: string; until: string }>({
    kind: 'conflict',
    about: 'Another buyer has been given a firm ask for this plan a moment ago.',
    what: ({ planId, until }) => `The plan ${planId} is reserved for another buyer until ${until}.`,
    todo: 'Try again then, or take another offer.',
    retryable: true,
  }),
  RESERVATION_USED: defineError<{ planId: string; until: string }>({
    kind: 'conflict',
    about: 'A buyer who let a reservation of a plan lapse, or had many firm asks of it, asks for another one at once.',
    what: ({ planId, until }) =>
      `The plan ${planId} has been reserved for you; it is not reserved for you again before ${until}.`,
    todo: 'Take a firm ask while it is valid. Try again then, or take another offer.',
    retryable: true,
  }),
  PLAN_NOT_OFFERED: defineError<{ planId: string; state: string }>({
    kind: 'conflict',
    about: 'A plan is not for sale now: it is sold, removed, or waits for its worker.',
    what: ({ planId, state }) => `The plan ${planId} is not for sale now: it is ${state}.`,
    todo: 'Search the market again and take another offer.',
  }),
  BID_MISMATCH: defineError<{ reasons: string }>({
    kind: 'conflict',
    about: 'A bid asks for more than the ask of the plan offers, or pays less.',
    what: ({ reasons }) => `The bid does not fit the ask: ${reasons}.`,
    todo: 'Correct the bid, or take another offer.',
  }),
  WORKER_UNKNOWN: defineError<{ worker: string }>({
    kind: 'denied',
    about: 'A worker calls a hub that does not expect it, or calls before it has registered.',
    what: ({ worker }) => `The worker ${worker} is not one of this hub's.`,
    todo: "Add its address to the hub's workers and start the hub again.",
  }),
  WORKER_AWAY: defineError<{ worker: string; since: string }>({
    kind: 'unavailable',
    about: 'The worker that runs a task is not connected to its hub.',
    what: ({ worker, since }) => `The worker ${worker} has been away since ${since}.`,
    todo: 'Try again in a moment: it dials its hub by itself. A spot deal is closed when it stays away.',
  }),
  DEAL_SLICE_FULL: defineError<{ dealId: string; shortages: string }>({
    kind: 'exhausted',
    about: 'The running tasks of a deal leave less than a new one wants.',
    what: ({ dealId, shortages }) => `The deal ${dealId} has not enough left for this task: ${shortages}.`,
    todo: 'Give the tasks limits (without them a task takes all of the deal), wait until one ends, or stop one.',
  }),
  DEAL_TASKS_EXCEEDED: defineError<{ dealId: string; limit: number }>({
    kind: 'exhausted',
    about: 'A deal has had as many tasks as one deal may have.',
    what: ({ dealId, limit }) => `The deal ${dealId} has had ${limit} tasks, the most that one deal may have.`,
    todo: 'Open another deal for further tasks.',
  }),
  DEAL_TASKS_UNENDED: defineError<{ dealId: string; limit: number }>({
    kind: 'exhausted',
    about: 'A deal has as many tasks that have not ended as one deal may have at a time.',
    what: ({ dealId, limit }) =>
      `The deal ${dealId} has ${limit} tasks that have not ended, the most that it may have.`,
    todo: 'Wait until one ends, or stop one; then start this task again.',
    retryable: true,
  }),
  WORKER_TASKS_FULL: defineError<{ worker: string; limitBytes: number }>({
    kind: 'exhausted',
    about: 'What describes the tasks of one worker (commands, environments) is larger than the hub hands on at a time.',
    what: ({ worker, limitBytes }) =>
      `The descriptions of the tasks on the worker ${worker} would be larger than ${limitBytes} bytes together.`,
    todo: 'Try again when other tasks have ended, or send large values as inputs instead of arguments or environment.',
    retryable: true,
  }),
  BLOB_MISSING: defineError<{ sha256: string }>({
    kind: 'not-found',
    about: 'A content that is needed has not been stored; the hash names it.',
    what: ({ sha256 }) => `The content ${sha256} is not stored at the hub.`,
    todo: 'Upload it for this deal first, then start the task again.',
  }),
  BLOB_CORRUPT: defineError<{ sha256: string }>({
    kind: 'invalid',
    about: 'The bytes that were sent do not have the hash under which they were announced.',
    what: ({ sha256 }) => `What was sent is not the content ${sha256}.`,
    todo: 'Send it again from the beginning; if it stays, the file changed while it was read.',
  }),
  BLOB_QUOTA_EXCEEDED: defineError<{ dealId: string; limitBytes: number }>({
    kind: 'exhausted',
    about: 'The inputs stored for one deal are larger than the hub keeps.',
    what: ({ dealId, limitBytes }) => `The inputs of deal ${dealId} would be larger than ${limitBytes} bytes.`,
    todo: 'Send less, or have the task fetch its data itself.',
  }),
  UPLOADS_EXCEEDED: defineError<{ dealId: string; limit: number }>({
    kind: 'exhausted',
    about: 'As many inputs of a deal have been begun and not completed as one deal may have.',
    what: ({ dealId, limit }) => `The deal ${dealId} has ${limit} unfinished uploads, the most that it may have.`,
    todo: 'Send the rest of the inputs that were begun before you begin another one.',
  }),
  OUTPUT_NOT_FOUND: defineError<{ taskId: string; name: string }>({
    kind: 'not-found',
    about: 'A task left no such file, it has not ended yet, or its files have been purged.',
    what: ({ taskId, name }) => `The task ${taskId} has no output '${name}'.`,
    todo: 'Wait until the task has ended; name the wanted files under `outputs` in the task file.',
  }),
}
