import { defineError } from '@sonm/common'

/** What the contracts refuse, and what becomes of a transaction. */
export const settlementErrors = {
  ETH_INSUFFICIENT: defineError<{ account: string; needed: string; available: string }>({
    kind: 'exhausted',
    about: 'The account does not hold the Ether that a transaction and its gas may cost.',
    what: ({ account, needed, available }) => `${account} holds ${available}, and this may cost ${needed}.`,
    todo: 'Send Ether to the account, on a development chain with `sonm wallet faucet`; nothing was sent.',
  }),
  SNM_INSUFFICIENT: defineError<{ account: string; needed: string; available: string }>({
    kind: 'exhausted',
    about: 'The account does not hold the SNM that it should pay.',
    what: ({ account, needed, available }) => `${account} holds ${available}, and ${needed} are needed.`,
    todo: 'Send SNM to the account, on a test network with `sonm wallet faucet`, or give a smaller amount.',
  }),
  ALLOWANCE_INSUFFICIENT: defineError<{ spender: string; needed: string; available: string }>({
    kind: 'denied',
    about: 'A contract is to collect more SNM than the account has allowed it to.',
    what: ({ spender, needed, available }) => `${spender} may collect ${available}, and ${needed} are needed.`,
    todo: 'Approve the amount first, or sign a new permit with it.',
  }),
  PERMIT_INVALID: defineError<{ reason: string }>({
    kind: 'denied',
    about: 'A permit to collect SNM (EIP-2612) is expired, used, or not signed by the account.',
    what: ({ reason }) => `The permit is not valid: ${reason}.`,
    todo: 'Sign a new one.',
  }),
  BALANCE_TOO_LARGE: defineError<{ account: string }>({
    kind: 'conflict',
    about: 'A free balance in the market would not fit its 128 bits, which no supply of SNM can bring about.',
    what: ({ account }) => `The market cannot hold so much for ${account}.`,
    todo: 'Deposit less.',
  }),
  CONTRACT_MISSING: defineError<{ name: string; address: string; url: string }>({
    kind: 'conflict',
    about: 'The chain has no contract at a configured address.',
    what: ({ name, address, url }) => `The chain at ${url} has no ${name} contract at ${address}.`,
    todo: 'Give the addresses of this network; after a restart of a devnet they are new.',
  }),
  CHAIN_BEHIND: defineError<{ url: string; reason: string }>({
    kind: 'unavailable',
    about: 'The RPC endpoint has not got as far as a block that it was asked for, and it stays so.',
    what: ({ url, reason }) => `The chain at ${url} has not got as far: ${reason}.`,
    todo: 'Try again in a moment; nothing was sent.',
  }),
  CHAIN_REFUSED: defineError<{ url: string; reason: string }>({
    kind: 'internal',
    about: 'The RPC endpoint answered a request with an error of its own.',
    what: ({ url, reason }) => `The chain at ${url} refused the request: ${reason}.`,
    todo: 'Try again; if it persists, use another endpoint.',
  }),
  TRANSACTION_PENDING: defineError<{ txHash: string; reason?: string }>({
    kind: 'timeout',
    about: 'A transaction was handed to the chain, and it is not known whether it will be mined.',
    what: ({ txHash, reason }) =>
      `The transaction ${txHash} was handed to the chain and is not certain yet${reason === undefined ? '' : ` (${reason})`}.`,
    todo: 'Do not repeat it: look whether it was mined first.',
    retryable: false,
  }),
  TRANSACTION_DISPLACED: defineError<{ txHash: string; nonce: number }>({
    kind: 'conflict',
    about: 'Another transaction of the same account was mined in the place of this one, so this one never will be.',
    what: ({ txHash, nonce }) =>
      `Another transaction of this account was mined with the nonce ${nonce}, and so ${txHash} never will be.`,
    todo: 'Nothing was done; try again. Let one program alone send with an account at a time.',
  }),
  TRANSACTION_DROPPED: defineError<{ txHash: string; reason: string }>({
    kind: 'conflict',
    about: 'No endpoint takes a transaction any more; an empty one was mined in its place, so that later ones go on.',
    what: ({ txHash, reason }) => `The transaction ${txHash} was given up, for the chain did not take it: ${reason}.`,
    todo: 'Nothing was done; try again.',
  }),
  TRANSACTION_REVERTED: defineError<{ reason: string }>({
    kind: 'conflict',
    about: 'A contract refused a transaction for a reason that has no code of its own.',
    what: ({ reason }) => `The contract refused it: ${reason}.`,
    todo: 'Look at the state of the account and the deal, and try again.',
  }),
  ORDER_TAKEN: defineError<{ author: string; nonce: string }>({
    kind: 'conflict',
    about: 'An order was taken by somebody or cancelled by its author; each fills once.',
    what: ({ author, nonce }) => `The order ${nonce} of ${author} was taken or cancelled.`,
    todo: 'Choose another offer.',
  }),
  ORDER_EPOCH_WRONG: defineError<{ orderEpoch: string; currentEpoch: string }>({
    kind: 'conflict',
    about: "An order is of another epoch than its author's: he has cancelled all of the earlier ones.",
    what: ({ orderEpoch, currentEpoch }) =>
      `The order is of epoch ${orderEpoch}, and its author's is ${currentEpoch}: it was cancelled with all others.`,
    todo: 'Choose another offer; as its author, sign it again with the current epoch.',
  }),
  ORDER_NOT_FOR_CALLER: defineError<{ counterparty: string }>({
    kind: 'denied',
    about: 'An order is bound to one counterparty, which is not the caller.',
    what: ({ counterparty }) => `The order is for ${counterparty} alone.`,
    todo: 'Choose another offer.',
  }),
  ORDERS_MISMATCH: defineError<{ reason: string }>({
    kind: 'conflict',
    about: 'An ask does not serve the bid that it should be joined with.',
    what: ({ reason }) => `The ask does not serve the bid: ${reason}.`,
    todo: 'Choose another offer, or sign a bid that asks for less.',
  }),
  OPEN_FORBIDDEN: defineError<{ caller: string }>({
    kind: 'denied',
    about: 'An ask and a bid are joined by somebody who is neither of the two sides nor named in their orders.',
    what: ({ caller }) => `${caller} is on neither side of these orders, and neither names him as its matcher.`,
    todo: 'Send it from an account of either side, or name the matcher in the order and sign it again.',
  }),
  PARTY_BLACKLISTED: defineError<{ lister: string; account: string }>({
    kind: 'denied',
    about: 'One side of a deal has the other on its blacklist.',
    what: ({ lister, account }) => `${lister} does not deal with ${account}.`,
    todo: 'Choose another offer; if the list is yours, take the account off it first.',
  }),
  IDENTITY_TOO_LOW: defineError<{ account: string; asked: number; proved: number }>({
    kind: 'denied',
    about: 'An order asks the other side for an identity that it has not proved.',
    what: ({ account, asked, proved }) =>
      `${account} has proved identity level ${proved}, and level ${asked} is asked for.`,
    todo: 'Have the account certified by a validator, or choose another offer.',
  }),
  CAP_TOO_LOW: defineError<{ cap: string; least: string }>({
    kind: 'conflict',
    about: 'The most SNM that a buyer pays for a USD is below what the ask demands, or below what a USD costs today.',
    what: ({ cap, least }) => `The cap is ${cap} for a USD, and at least ${least} is needed.`,
    todo: 'Allow more SNM per USD, or choose an offer in SNM.',
  }),
  PRICE_UNAVAILABLE: defineError<Record<never, never>>({
    kind: 'unavailable',
    about:
      'The price feed of the network has no price of SNM in USD that can be used: it is too old, or the feed fails.',
    what: () => 'There is no usable price of SNM in USD now.',
    todo: 'Try again later, or choose an offer in SNM.',
  }),
  BATCH_INCOMPLETE: defineError<{ opened: string; atLeast: string }>({
    kind: 'conflict',
    about: 'Fewer orders of a batch led to a deal than were wanted, so none did.',
    what: ({ opened, atLeast }) => `Only ${opened} of the wanted ${atLeast} deals could be opened, and none was.`,
    todo: 'Search again and repeat it with fresh offers, or be content with fewer.',
  }),
  DEAL_UNFUNDED: defineError<{ dealId: string; fundedUntil: string }>({
    kind: 'conflict',
    about: 'A deal is to be amended that is not paid up to now.',
    what: ({ dealId, fundedUntil }) => `The deal ${dealId} is funded until ${fundedUntil} only.`,
    todo: 'Bill the deal first; if it is dry, deposit or close it.',
  }),
  AMENDMENT_INVALID: defineError<{ field: string; reason: string }>({
    kind: 'invalid',
    about: 'An amendment says something that cannot be done to its deal.',
    what: ({ field, reason }) => `The amendment is not valid: ${field}: ${reason}.`,
    todo: 'Correct the field and sign it again.',
  }),
  AMENDMENT_STALE: defineError<{ sequence: string; expected: string }>({
    kind: 'conflict',
    about: 'Another amendment was applied to the deal first.',
    what: ({ sequence, expected }) => `It is amendment ${sequence} of the deal, and the next one is ${expected}.`,
    todo: 'Look at the deal as it is now, and sign a new amendment.',
  }),
  AMENDMENT_EXPIRED: defineError<{ expiredAt: string }>({
    kind: 'conflict',
    about: 'An amendment is past its expiry.',
    what: ({ expiredAt }) => `The amendment expired at ${expiredAt}.`,
    todo: 'Sign a new one.',
  }),
  AMENDMENT_UNSIGNED: defineError<{ account: string }>({
    kind: 'denied',
    about: 'An amendment takes something from a side that has neither signed nor sent it.',
    what: ({ account }) => `${account} has not agreed to the amendment.`,
    todo: "Have it signed by that side; a hub can sign only while it is its master's.",
  }),
  DURATION_EXCEEDED: defineError<{ offered: string; asked: string }>({
    kind: 'invalid',
    about: 'A deal is wanted for longer than the order offers.',
    what: ({ offered, asked }) => `${asked} s are wanted, and the order offers ${offered} s (0: spot only).`,
    todo: 'Ask for a shorter duration, or choose another offer.',
  }),
  HUB_UNCONFIRMED: defineError<{ hub: string }>({
    kind: 'conflict',
    about: 'A hub sells for no master yet, so nobody could be paid.',
    what: ({ hub }) => `The hub ${hub} has no confirmed master.`,
    todo: 'As the supplier, confirm it from the master account; as a buyer, choose another offer.',
  }),
  HUB_CONFIRMED: defineError<{ hub: string; master: string }>({
    kind: 'conflict',
    about: 'A hub has a confirmed master already.',
    what: ({ hub, master }) => `The hub ${hub} already sells for ${master}.`,
    todo: 'Remove that link first to change the master.',
  }),
  HUB_NOT_ANNOUNCED: defineError<{ hub: string; master: string }>({
    kind: 'conflict',
    about: 'A hub has not named the account as its master, so there is nothing to confirm.',
    what: ({ hub, master }) => `The hub ${hub} has not named ${master} as its master.`,
    todo: "Set the master's address at the hub and start it first.",
  }),
  HUB_REMOVE_FORBIDDEN: defineError<{ hub: string; caller: string }>({
    kind: 'denied',
    about: 'Only a hub itself and the master that it named can remove the link between them.',
    what: ({ hub, caller }) => `${caller} is neither the hub ${hub} nor its master.`,
    todo: 'Send it from the hub or from its master.',
  }),
  MASTER_CHAIN: defineError<{ account: string }>({
    kind: 'conflict',
    about: 'A hub cannot be a master, and a master cannot be a hub.',
    what: ({ account }) => `${account} is already on the other side of such a link.`,
    todo: 'Use separate accounts for hubs and masters.',
  }),
  DEAL_WITH_SELF: defineError<{ buyer: string }>({
    kind: 'invalid',
    about: 'A buyer takes an ask of his own hub.',
    what: ({ buyer }) => `${buyer} is the hub of this ask or its master.`,
    todo: 'Buy with another account, or choose another offer.',
  }),
  DEAL_STATE_WRONG: defineError<{ dealId: string }>({
    kind: 'conflict',
    about: 'A deal was billed or closed meanwhile, or never was.',
    what: ({ dealId }) => `The deal ${dealId} is not in this state any more.`,
    todo: 'Read the deal again; it may be closed already.',
  }),
  DEAL_CLOSE_FORBIDDEN: defineError<{ dealId: string; caller: string }>({
    kind: 'denied',
    about: 'Only the buyer may close a deal at any time; others when it is spot and theirs, or ended, or out of money.',
    what: ({ dealId, caller }) => `${caller} may not close the deal ${dealId} now.`,
    todo: 'Wait for its end, or use the account of the buyer. A master who pays a bond to leave bills first where the lock has run out.',
  }),
  FAUCET_MISSING: defineError<Record<never, never>>({
    kind: 'not-found',
    about: 'The network has no faucet.',
    what: () => 'This network has no faucet.',
    todo: 'Get SNM from somebody who holds it; faucets are on test networks only.',
  }),
  FAUCET_EMPTY: defineError<Record<never, never>>({
    kind: 'exhausted',
    about: 'The faucet has no SNM left.',
    what: () => 'The faucet has no SNM left.',
    todo: 'Ask on the channels of the project for a refill.',
  }),
  FAUCET_TOO_SOON: defineError<{ nextAt: string }>({
    kind: 'exhausted',
    about: 'The faucet gives to an account once in an interval.',
    what: ({ nextAt }) => `The faucet gives to this account again at ${nextAt}.`,
    todo: 'Wait until then.',
  }),
}
