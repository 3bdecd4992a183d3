import { defineError } from '@sonm/common'

export const chainErrors = {
  CHAIN_UNREACHABLE: defineError<{ url: string; reason: string }>({
    kind: 'unavailable',
    about: 'The RPC endpoint of the chain does not answer.',
    what: ({ url, reason }) => `The chain at ${url} does not answer: ${reason}.`,
    todo: 'Check the address of the endpoint and that it runs; nothing was sent.',
  }),
  CHAIN_WRONG: defineError<{ url: string; expected: number; actual: number }>({
    kind: 'conflict',
    about: 'The RPC endpoint serves another chain than the configured one.',
    what: ({ url, expected, actual }) => `The endpoint ${url} serves chain ${actual}, not ${expected}.`,
    todo: 'Give the endpoint of the configured network.',
  }),
  CHAIN_ANSWER_INVALID: defineError<{ url: string; reason: string }>({
    kind: 'unavailable',
    about:
      "The RPC endpoint answers with something that is no answer: no JSON, a wrong type, another request's, or too large.",
    what: ({ url, reason }) => `The chain at ${url} gave no usable answer: ${reason}.`,
    todo: 'Check that the address is that of a JSON-RPC endpoint, or use another one.',
  }),
  CHAIN_DISAGREES: defineError<{ subject: string; answers: string }>({
    kind: 'conflict',
    about: 'RPC endpoints contradict each other where money is decided, and no two of three say the same.',
    what: ({ subject, answers }) => `The endpoints do not agree on ${subject}: ${answers}.`,
    todo: 'Try again, for a fork of the chain passes; if it persists, replace the endpoint that is wrong.',
    retryable: true,
  }),
  CHAIN_QUORUM_MISSING: defineError<{ subject: string; reasons: string }>({
    kind: 'unavailable',
    about: 'Two of three RPC endpoints must agree where money is decided, and not so many can be asked at the moment.',
    what: ({ subject, reasons }) => `No two endpoints can be asked for ${subject}: ${reasons}.`,
    todo: 'Try again in a moment, or give more endpoints.',
  }),
  FEE_TOO_HIGH: defineError<{ baseFee: string; cap: string }>({
    kind: 'exhausted',
    about: 'The chain asks for more for a unit of gas than the cap on fees allows.',
    what: ({ baseFee, cap }) => `The base fee is ${baseFee} for a unit of gas, and the cap on fees is ${cap}.`,
    todo: 'Wait until the chain is less busy, or raise the cap; nothing more was sent.',
  }),
  BALANCE_INSUFFICIENT: defineError<{ needed: string; available: string; isWithdrawal?: boolean }>({
    kind: 'exhausted',
    about: 'The free balance in the market does not cover what must be locked or withdrawn.',
    what: ({ needed, available }) => `${needed} are needed, and ${available} are free.`,
    todo: ({ isWithdrawal }) =>
      isWithdrawal
        ? 'Withdraw less; what is locked in deals is free again when they are closed.'
        : 'Take a smaller amount or a cheaper offer, or deposit more with `sonm wallet deposit`; `sonm wallet balance` shows what there is.',
  }),
}
