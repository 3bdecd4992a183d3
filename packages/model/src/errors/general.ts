import { defineError } from '@sonm/common'

export const generalErrors = {
  ADDRESS_INVALID: defineError<{ text: string; reason: string }>({
    kind: 'invalid',
    about: 'A text that should be an Ethereum address is none.',
    what: ({ text, reason }) => `'${text}' is no Ethereum address: ${reason}.`,
    todo: 'Copy the address again from where you got it.',
  }),
  KEY_INVALID: defineError<Record<never, never>>({
    kind: 'invalid',
    about: 'A private key is not 32 bytes in the range of secp256k1.',
    what: () => 'The private key is not valid.',
    todo: 'Give 64 hex digits, of a number from 1 to below the order of the curve.',
  }),
  SIGNATURE_INVALID: defineError<{ reason: string }>({
    kind: 'unauthenticated',
    about: 'A signature does not belong to what was signed, or is malformed.',
    what: ({ reason }) => `The signature is not valid: ${reason}.`,
    todo: 'Sign the message again with the key that it names.',
  }),
  INPUT_INVALID: defineError<{ field: string; reason: string }>({
    kind: 'invalid',
    about: 'A field of a request or a file is missing, unknown, or out of range.',
    what: ({ field, reason }) => `${field}: ${reason}.`,
    todo: 'Correct this field and try again.',
  }),
  PERMISSION_DENIED: defineError<{ caller: string; action: string; reason: string }>({
    kind: 'denied',
    about: 'The caller is known, and may not do this.',
    what: ({ caller, action, reason }) => `${caller} may not ${action}: ${reason}.`,
    todo: 'Use the account that owns it; on the command line --node names another node of the home.',
  }),
  INTERNAL: defineError<{ what: string }>({
    kind: 'internal',
    about: 'A defect of the program.',
    what: ({ what }) => `Something went wrong inside: ${what}.`,
    todo: 'Please report it with the log of the daemon; `--verbose` shows the trace.',
  }),
}
