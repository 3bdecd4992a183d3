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
  BALANCE_INSUFFICIENT: defineError<{ needed: string; available: string }>({
    kind: 'exhausted',
    about: 'The free balance in the market does not cover what must be locked or withdrawn.',
    what: ({ needed, available }) => `${needed} are needed, and ${available} are free.`,
    todo: 'Take a smaller amount or a cheaper offer, or deposit more with `sonm wallet deposit`; `sonm wallet balance` shows what there is.',
  }),
}
