import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, parseJson } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Contact, ContactStore } from '@sonm/node'
import { z } from 'zod'
import type { Home } from './home.ts'
import { replacePrivateFile } from './private-file.ts'

const contactsPath = (home: Home) => join(home.path, 'contacts.json')

const schema = z.strictObject({
  version: z.literal(1),
  contacts: z.array(
    z.strictObject({
      name: z.string().min(1).max(40),
      address: z
        .string()
        .regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address')
        .transform((text) => text as Address),
    }),
  ),
})

/** @throws CONTACTS_INVALID */
export function readContacts(home: Home): readonly Contact[] {
  const path = contactsPath(home)
  if (!existsSync(path)) return []
  try {
    return schema.parse(parseJson(readFileSync(path, 'utf8'))).contacts
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause)
    throw fail('CONTACTS_INVALID', { path, reason }, { cause })
  }
}

/** The address book of a home, in a file of its own: it is the user's, whatever account is in use. */
export function contactsFile(home: Home): ContactStore {
  return {
    read: async () => readContacts(home),
    async write(contacts) {
      replacePrivateFile(contactsPath(home), `${JSON.stringify({ version: 1, contacts }, null, 2)}\n`)
    },
  }
}
