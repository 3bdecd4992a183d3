import { defineError } from '@sonm/common'

interface LieData {
  readonly marketplace: string
  readonly reason: string
}

const LEAVE_IT =
  'Nothing of it is taken over. If it goes on, leave this marketplace out of the network file: `sonm market marketplaces` counts.'

export const marketErrors = {
  ORDER_INVALID: defineError<{ field: string; reason: string }>({
    kind: 'invalid',
    about: 'An order has a field out of its range, or its signer is not its author.',
    what: ({ field, reason }) => `The order is not valid: ${field}: ${reason}.`,
    todo: 'Correct the field and sign the order again.',
  }),
  ORDER_EXPIRED: defineError<{ expiredAt: string }>({
    kind: 'conflict',
    about: 'An order is past its expiry.',
    what: ({ expiredAt }) => `The order expired at ${expiredAt}.`,
    todo: 'Sign a fresh order; if it is fresh, set the clock of this machine.',
  }),
  ORDER_NOT_FOUND: defineError<{ orderHash: string }>({
    kind: 'not-found',
    about: 'No live order has this hash.',
    what: ({ orderHash }) =>
      orderHash.length === 66
        ? `No live order has the hash ${orderHash}.`
        : `No live order’s hash begins with ${orderHash}.`,
    todo: 'Search the market again: asks live for minutes only. Your own bids are in `sonm bid list`.',
  }),
  ORDER_AMBIGUOUS: defineError<{ start: string; count: number; starts: string }>({
    kind: 'invalid',
    about: 'The first digits of a hash name more than one order.',
    what: ({ start, count, starts }) => `${count} orders begin with ${start}: ${starts}.`,
    todo: 'Give as many digits as tell the one that you mean from the others.',
  }),
  BID_SPENT: defineError<{ orderHash: string }>({
    kind: 'conflict',
    about: 'A bid cannot be cancelled on chain: its nonce is used there already.',
    what: ({ orderHash }) => `The bid ${orderHash} was filled by a supplier, or cancelled on the chain from elsewhere.`,
    todo: '`sonm bid list` says which; `sonm deal list` shows a deal that was made of it, and `sonm deal close` ends that.',
  }),
  ORDER_WITHDRAWN: defineError<{ orderHash: string }>({
    kind: 'conflict',
    about: 'An order that its author has cancelled at this marketplace, or that has become a deal, is placed again.',
    what: ({ orderHash }) => `The order ${orderHash} was cancelled or taken.`,
    todo: 'Sign a fresh order with another nonce.',
  }),
  ORDER_QUOTA: defineError<{ author: string; limit: number; side: 'ask' | 'bid' }>({
    kind: 'exhausted',
    about: 'One key has as many live asks, or bids, at a marketplace as it may.',
    what: ({ author, limit, side }) => `${author} has ${limit} live ${side}s already.`,
    todo: 'Cancel some, or let them expire; more machines sell through more hubs.',
  }),
  WITHDRAWN_QUOTA: defineError<{ author: string; limit: number }>({
    kind: 'exhausted',
    about:
      'Of one key a marketplace remembers as many orders that were cancelled or taken, and have not expired, as it may.',
    what: ({ author, limit }) => `${limit} orders of ${author} were cancelled or taken before they expired.`,
    todo: 'Wait until some of them would have expired. Orders that live for minutes need not be cancelled: let them expire.',
  }),
  MARKETPLACE_FULL: defineError<{ limit: number; side: 'ask' | 'bid' }>({
    kind: 'exhausted',
    about: 'A marketplace keeps no more live asks, or no more live bids.',
    what: ({ limit, side }) => `The marketplace holds ${limit} live ${side}s and takes no more.`,
    todo: 'Try again in a minute, or place the order at another marketplace too.',
    retryable: true,
  }),
  MARKETPLACE_BUSY: defineError<{ reason: string }>({
    kind: 'exhausted',
    about:
      'A marketplace has as many orders in work, of one sender or of all, as it takes at once, or has spent on one caller or host the time that it may.',
    what: ({ reason }) => `The marketplace does not take this call now: ${reason}.`,
    todo: 'Send it again in a few seconds.',
    retryable: true,
  }),
  BID_UNFUNDED: defineError<{ author: string; needed: string; found: string }>({
    kind: 'exhausted',
    about:
      'The author of a bid has less SNM, in the account and free in the market together, than deals of this bid and of his other live ones would lock first, or a marketplace counts for them at the least.',
    what: ({ author, needed, found }) =>
      `${author} has ${found}, and this bid with the other live ones counts for ${needed}.`,
    todo: 'Put SNM into the account, bid a lower price, or cancel another bid.',
  }),
  ORDER_VERIFIER_FAILED: defineError<Record<never, never>>({
    kind: 'unavailable',
    about: 'A marketplace could not check the signature of an order.',
    what: () => 'The marketplace could not check the signature.',
    todo: 'Try again; if it goes on, place the order at another marketplace, and as its operator look at the log.',
  }),
  ORDER_NOT_JUDGED: defineError<Record<never, never>>({
    kind: 'unavailable',
    about:
      'A marketplace failed over an order in a way that nobody foresaw. Whether it has the order is not known; once more is no harm.',
    what: () => 'The marketplace could not judge the order.',
    todo: 'Try again; if it goes on, place the order at another marketplace, and as its operator look at the log.',
  }),
  MARKETPLACE_ALTERS: defineError<LieData>({
    kind: 'conflict',
    about: 'A marketplace has shown an order that its author did not sign as it is.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} alters orders: ${reason}.`,
    todo: LEAVE_IT,
  }),
  MARKETPLACE_INVENTS: defineError<LieData>({
    kind: 'conflict',
    about: 'A marketplace has shown an ask whose signer no master has confirmed as his hub: anybody can make such.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} invents orders: ${reason}.`,
    todo: LEAVE_IT,
  }),
  MARKETPLACE_REPLAYS: defineError<LieData>({
    kind: 'conflict',
    about:
      'A marketplace goes on showing an order that has expired, was taken or cancelled, or whose hub was removed, or shows one twice.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} shows orders that are over: ${reason}.`,
    todo: LEAVE_IT,
  }),
  MARKETPLACE_MISREADS: defineError<LieData>({
    kind: 'conflict',
    about: 'A marketplace has told of deals what the chain does not say, or of blocks that do not exist.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} says what the chain does not say: ${reason}.`,
    todo: `The answer of another marketplace is taken, where there is one. ${LEAVE_IT}`,
  }),
  MARKETPLACE_REORDERS: defineError<LieData>({
    kind: 'conflict',
    about:
      'A marketplace does not sort its answer as it was asked to, or shows what does not answer the question among what does.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} puts offers before better ones: ${reason}.`,
    todo: LEAVE_IT,
  }),
  MARKETPLACE_HIDES: defineError<LieData>({
    kind: 'conflict',
    about: 'A marketplace has an offer that answers the question, and does not show it.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} hides offers: ${reason}.`,
    todo: `The offer is taken from the other marketplace. ${LEAVE_IT}`,
  }),
  MARKETPLACE_LACKS: defineError<LieData>({
    kind: 'conflict',
    about:
      'A marketplace does not have an offer that another one has shown for a while. Most often the hub places none there, and it follows nobody who has them; it may also refuse them.',
    what: ({ marketplace, reason }) => `The marketplace ${marketplace} lacks offers that others have: ${reason}.`,
    todo: 'Nothing is lost: the offer is taken from the other marketplace. As its operator, have yours follow the others (`sonm marketplace start --follow`).',
  }),
  MARKETPLACE_SILENT: defineError<{ marketplace: string }>({
    kind: 'unavailable',
    about: 'A marketplace did not answer, and others did: what it alone has is missing.',
    what: ({ marketplace }) => `The marketplace ${marketplace} does not answer; offers that it alone has are missing.`,
    todo: 'Ask again later. One that is gone for good should no longer stand in `marketplaces` of network.json.',
  }),
  MARKETPLACE_SLOW: defineError<{ marketplace: string; seconds: number }>({
    kind: 'unavailable',
    about: 'A marketplace answered each page of a search so slowly that it was not waited for until its last.',
    what: ({ marketplace, seconds }) =>
      `The marketplace ${marketplace} is slow, and offers that it alone has may be missing: after ${seconds} s it was asked for no more pages.`,
    todo: 'Ask for less, or for something more precise. `sonm network ping` says whether the way to it is slow.',
  }),
  MARKETPLACES_CONTRADICT: defineError<{ one: string; other: string; readToBlock: string; about: string }>({
    kind: 'conflict',
    about: 'Two marketplaces that have read the chain equally far say different things of it: one of them is wrong.',
    what: ({ one, other, readToBlock, about }) =>
      `The marketplaces ${one} and ${other} contradict each other in ${about}, both as of block ${readToBlock}.`,
    todo: 'Ask a third one, or read it from the chain, before you rely on it; `sonm market marketplaces` says what each was found at.',
  }),
  WATCH_QUOTA: defineError<{ whose: string; limit: number }>({
    kind: 'exhausted',
    about: 'As many live streams are open at a marketplace as one caller, one machine, or all together may have.',
    what: ({ whose, limit }) => `There are ${limit} open streams of ${whose} already.`,
    todo: 'Close one that you do not read any more, or ask again instead of watching.',
  }),
  MARKETPLACE_STORE_FAILED: defineError<Record<never, never>>({
    kind: 'unavailable',
    about: 'A marketplace could not write to its disk, and has acknowledged nothing that is not stored.',
    what: () => 'The marketplace cannot store orders now.',
    todo: 'Try again in a minute; as its operator, look at the log and the free space of the disk.',
  }),
  BILL_WRONG: defineError<{ dealId: string; reason: string }>({
    kind: 'internal',
    about: "A closed deal's figures do not add up.",
    what: ({ dealId, reason }) => `The bill of deal ${dealId} does not add up: ${reason}.`,
    todo: 'Please report it with the output of the command.',
  }),
}
