import { defineError } from '@sonm/common'

export const relayErrors = {
  RELAY_RESERVATION_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'A relay was asked for a place with a reservation that is not good for it.',
    what: ({ reason }) => `The relay reservation is not valid: ${reason}.`,
    todo: "Sign a fresh one for this relay; check the clock of this machine and the relay's address in the network file.",
  }),
  RELAY_GRANT_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: "A relay was given a hub's word about a deal that is not good for it.",
    what: ({ reason }) => `The relay grant is not valid: ${reason}.`,
    todo: 'Sign a fresh one for this relay, while the hub has a place there; check the clock of this machine.',
  }),
  RELAY_PEER_UNKNOWN: defineError<{ address: string }>({
    kind: 'not-found',
    about: 'A relay was asked for a peer that has no place there.',
    what: ({ address }) => `${address} has no place at this relay.`,
    todo: 'Try another of its relays; one that has just lost its relay is back within seconds.',
    retryable: true,
  }),
  RELAY_PEER_SILENT: defineError<{ address: string }>({
    kind: 'unavailable',
    about: 'A peer that has a place at a relay did not answer a call that the relay passed on.',
    what: ({ address }) => `${address} has a place at this relay, and did not answer in time.`,
    todo: 'Try again in a few seconds, or another of its relays.',
    retryable: true,
  }),
  PUNCH_FAILED: defineError<{ seconds: number }>({
    kind: 'unavailable',
    about: 'No direct connection came about between two machines behind NATs.',
    what: ({ seconds }) =>
      `No packet came through both NATs within ${seconds} s: at least one gives every destination another port, or drops what it did not ask for.`,
    todo: 'Nothing needs to be done: a relay is used. To be reached directly, open a port in the router.',
  }),
  RELAY_BUSY: defineError<{ what: string; limit: number }>({
    kind: 'exhausted',
    about: 'A relay serves no more of something to one caller, host or in all.',
    what: ({ what, limit }) => `The relay allows ${limit} ${what}, and they are in use.`,
    todo: 'Try another relay, or wait until some end.',
    retryable: true,
  }),
  RELAY_ALLOWANCE_USED: defineError<{ caller: string; peer: string; waitSeconds: number }>({
    kind: 'exhausted',
    about: 'Two peers without a deal have used what a relay carries for them for nothing.',
    what: ({ caller, peer, waitSeconds }) =>
      `${caller} and ${peer} have used what this relay carries without a deal; it carries more in ${waitSeconds} s.`,
    todo: 'Open a deal with the hub, which lifts this limit; or reach it directly, or through another relay.',
  }),
}
