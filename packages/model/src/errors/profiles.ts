import { defineError } from '@sonm/common'

/** What the Profiles and the Oracle contract refuse. */
export const profileErrors = {
  CERTIFY_FORBIDDEN: defineError<{ caller: string; account: string; level: number }>({
    kind: 'denied',
    about:
      'Levels are certified by a validator of that level or above, to others than himself; attributes also by the account itself.',
    what: ({ caller, account, level }) => `${caller} may not give ${account} a certificate of level ${level}.`,
    todo: 'Send it from an account that is a validator of this level, or give a lower one.',
  }),
  CERTIFICATE_UNKNOWN: defineError<{ id: string }>({
    kind: 'not-found',
    about: 'There is no certificate with this id: it was revoked or removed, or never was.',
    what: ({ id }) => `There is no certificate ${id}.`,
    todo: 'List the certificates of the account for their ids.',
  }),
  CERTIFICATE_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'A certificate cannot be given or presented like this.',
    what: ({ reason }) => `The certificate is refused: ${reason}.`,
    todo: 'Correct it and send it again.',
  }),
  CERTIFICATE_NOT_YOURS: defineError<{ id: string; caller: string }>({
    kind: 'denied',
    about: 'A certificate is revoked by whoever gave it, and removed by the account that it is about.',
    what: ({ id, caller }) => `The certificate ${id} is neither by nor about ${caller}.`,
    todo: 'Send it from the account of its issuer or of its subject.',
  }),
  VALIDATOR_CHANGE_REFUSED: defineError<{ reason: string }>({
    kind: 'conflict',
    about: 'A change of the set of validators cannot be approved like this.',
    what: ({ reason }) => `The approval is refused: ${reason}.`,
    todo: 'Look at the validators and the current round, and approve again.',
  }),
  PRICE_REPORT_REFUSED: defineError<{ reason: string }>({
    kind: 'denied',
    about: 'The oracle takes prices from its reporters alone, above zero and below a million USD.',
    what: ({ reason }) => `The price is refused: ${reason}.`,
    todo: 'Report from the account of a reporter, in USD for 1 SNM.',
  }),
  NETWORK_PART_MISSING: defineError<{ part: string }>({
    kind: 'not-found',
    about: 'The network has no such contract.',
    what: ({ part }) => `This network has no ${part} contract.`,
    todo: 'Use a network that has one, or deploy it with `sonm chain deploy`.',
  }),
}
