import { type Address, checksumAddress, parseAddress } from '@sonm/model'
import { type Contact, ContactSchema, ListContactsResponseSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../../api/node-api.ts'
import { table } from '../../output/print.ts'
import { homeOf, type OutputOptions, printMessage, withExamples, withOutput } from '../common.ts'

export function contactsCommand(): Command {
  const list = withExamples(withOutput(new Command('list')), 'sonm wallet contacts list')
    .description('Whom you know by name.')
    .action(async (options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.wallet.listContacts({}))
      printMessage(options, ListContactsResponseSchema, found, () => contactsText(found.contacts))
    })
  const add = withExamples(
    withOutput(new Command('add')),
    'sonm wallet contacts add alice 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  )
    .description('Give an address a name, to pay it by that.')
    .argument('<name>', 'letters, digits, spaces, - and _')
    .argument('<address>', 'with its checksum, as it was given to you')
    .option('--replace', 'also where the name stands for another address')
    .action(async (name: string, text: string, options: OutputOptions & { replace?: boolean }) => {
      // Read here, where upper and lower case still tell of a typing error.
      const request = { contact: { name, address: parseAddress(text) }, replace: options.replace === true }
      const contact = await withNode(homeOf(options), (api) => api.wallet.putContact(request))
      printMessage(options, ContactSchema, contact, () => `'${contact.name}' is ${shown(contact)}.`)
    })
  const remove = withExamples(withOutput(new Command('remove')), 'sonm wallet contacts remove alice')
    .description('Forget a name.')
    .argument('<name>', 'whose')
    .action(async (name: string, options: OutputOptions) => {
      const contact = await withNode(homeOf(options), (api) => api.wallet.removeContact({ name }))
      printMessage(options, ContactSchema, contact, () => `'${contact.name}' (${shown(contact)}) is forgotten.`)
    })
  const command = new Command('contacts').description('The address book.')
  for (const part of [list, add, remove]) command.addCommand(part)
  return withExamples(
    command,
    'sonm wallet contacts add alice 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'sonm wallet contacts list',
    'sonm wallet contacts remove alice',
  )
}

const shown = ({ address }: Contact) => checksumAddress(address as Address)

function contactsText(contacts: readonly Contact[]): string {
  if (contacts.length === 0)
    return 'The address book is empty. `sonm wallet contacts add <name> <address>` writes in it.'
  return table(
    ['NAME', 'ADDRESS'],
    contacts.map((contact) => [contact.name, shown(contact)]),
  )
}
