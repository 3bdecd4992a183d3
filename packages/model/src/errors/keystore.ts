import { defineError } from '@sonm/common'

export const keystoreErrors = {
  KEYSTORE_NOT_FOUND: defineError<{ path: string }>({
    kind: 'not-found',
    about: 'There is no keystore file at this path.',
    what: ({ path }) => `There is no keystore at ${path}.`,
    todo: 'Give the right path; a role that is started for the first time makes its own key.',
  }),
  KEYSTORE_EXISTS: defineError<{ path: string }>({
    kind: 'conflict',
    about: 'A keystore file is never written over another one: that could destroy a key.',
    what: ({ path }) => `A file stands at ${path} already.`,
    todo: 'Choose another path, or move the file away.',
  }),
  KEYSTORE_INVALID: defineError<{ path: string; reason: string }>({
    kind: 'invalid',
    about: 'A file is no V3 keystore, is damaged, or asks for more memory than any real one.',
    what: ({ path, reason }) => `${path} is no keystore that can be opened: ${reason}.`,
    todo: 'Take the copy from your backup.',
  }),
  KEYSTORE_PASSWORD_WRONG: defineError<{ path: string }>({
    kind: 'unauthenticated',
    about: 'The password does not open the keystore.',
    what: ({ path }) => `The password does not open ${path}.`,
    todo: 'Give the file with the right password by --password-file; without the password the key cannot be had.',
  }),
}
