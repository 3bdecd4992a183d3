import { defineError } from '@sonm/common'

export const locatorErrors = {
  PEER_UNKNOWN: defineError<{ address: string }>({
    kind: 'not-found',
    about: 'No locator that was asked knows where an address listens.',
    what: ({ address }) => `Nobody has announced where ${address} listens.`,
    todo: 'Check the address; a peer that has just started is known within a minute.',
  }),
  ENDPOINT_RECORD_INVALID: defineError<{ field: string; reason: string }>({
    kind: 'invalid',
    about: 'A record of where a peer listens has a field out of its range.',
    what: ({ field, reason }) => `The endpoint record is not valid: ${field}: ${reason}.`,
    todo: 'Correct the announced endpoints in the configuration, as host:port, an IPv6 address in brackets.',
  }),
  ENDPOINT_RECORD_EXPIRED: defineError<{ address: string; reason: string }>({
    kind: 'conflict',
    about: 'A record of where a peer listens is past its expiry.',
    what: ({ address, reason }) => `The endpoint record of ${address} is past its expiry: ${reason}.`,
    todo: 'Announce a fresh one; if it is fresh, set the clock of this machine.',
  }),
  ENDPOINT_RECORD_STALE: defineError<{ address: string; sequence: string; known: string }>({
    kind: 'conflict',
    about: 'A record of where a peer listens is older than the one that is known.',
    what: ({ address, sequence, known }) =>
      `The endpoint record ${sequence} of ${address} is not newer than the known one, ${known}.`,
    todo: 'Announce with a higher sequence. If this peer did not announce the other, somebody else holds its key.',
  }),
  LOCATOR_BUSY: defineError<{ what: string; limit: number }>({
    kind: 'exhausted',
    about: 'A locator keeps no more records, or takes no more announcements of one caller for now.',
    what: ({ what, limit }) => `The locator takes at most ${limit} ${what}.`,
    todo: 'Try again in a minute, or announce to another locator too.',
    retryable: true,
  }),
  LOCATORS_UNREACHABLE: defineError<{ address: string; reasons: string }>({
    kind: 'unavailable',
    about: 'No locator gave a valid answer where an address listens, and no earlier answer is left.',
    what: ({ address, reasons }) => `No locator could say where ${address} listens: ${reasons}.`,
    todo: 'Check the network connection and the locators in the configuration.',
  }),
}
