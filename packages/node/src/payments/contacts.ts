import { type Address, checkPayee, fail, type KnownContracts, parseAddress } from '@sonm/model'

/** A name for an address that is paid again. */
export interface Contact {
  readonly name: string
  readonly address: Address
}

/** Where the address book is kept: it belongs to the user, and outlives an account. */
export interface ContactStore {
  read(): Promise<readonly Contact[]>
  write(contacts: readonly Contact[]): Promise<void>
}

/** Begins with a letter that looks like no other, so that it is never taken for an address; a dot would make it a name of ENS. */
const NAME = /^[A-Za-z]([A-Za-z0-9 _-]{0,38}[A-Za-z0-9])?$/
const MAX_CONTACTS = 1000

/** The address book: names as people write them, upper and lower case being the same. */
export class Contacts {
  readonly #store: ContactStore
  readonly #contracts: KnownContracts

  constructor(store: ContactStore, contracts: KnownContracts) {
    this.#store = store
    this.#contracts = contracts
  }

  list(): Promise<readonly Contact[]> {
    return this.#store.read()
  }

  /** @throws INPUT_INVALID, ADDRESS_INVALID, PAYEE_REFUSED */
  async put(name: string, addressText: string, replace: boolean): Promise<Contact> {
    if (!NAME.test(name)) {
      throw fail('INPUT_INVALID', {
        field: 'name',
        reason: 'it must begin with a letter, and have at most 40 letters (a to z), digits, spaces, - and _',
      })
    }
    const address = parseAddress(addressText)
    checkPayee(address, this.#contracts)
    const contacts = await this.#store.read()
    const known = contacts.find(isNamed(name))
    if (known && known.address !== address && !replace) {
      throw fail('INPUT_INVALID', { field: 'name', reason: `'${known.name}' is ${known.address} already` })
    }
    const others = contacts.filter((contact) => contact !== known)
    if (others.length >= MAX_CONTACTS)
      throw fail('INPUT_INVALID', { field: 'name', reason: 'the address book is full' })
    const contact = { name, address }
    await this.#store.write([...others, contact].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)))
    return contact
  }

  /** @throws CONTACT_UNKNOWN */
  async remove(name: string): Promise<Contact> {
    const contacts = await this.#store.read()
    const known = contacts.find(isNamed(name))
    if (!known) throw fail('CONTACT_UNKNOWN', { name: name.slice(0, 40) })
    await this.#store.write(contacts.filter((contact) => contact !== known))
    return known
  }

  /** Who is meant by an address or a name. @throws ADDRESS_INVALID, CONTACT_UNKNOWN */
  async resolve(text: string): Promise<Contact> {
    const contacts = await this.#store.read()
    if (NAME.test(text)) {
      const known = contacts.find(isNamed(text))
      if (!known) throw fail('CONTACT_UNKNOWN', { name: text })
      return known
    }
    const address = parseAddress(text)
    return { address, name: contacts.find((contact) => contact.address === address)?.name ?? '' }
  }

  /** The names of addresses, for a list. */
  async names(): Promise<ReadonlyMap<Address, string>> {
    return new Map((await this.#store.read()).map(({ address, name }) => [address, name]))
  }
}

const isNamed = (name: string) => (contact: Contact) => contact.name.toLowerCase() === name.toLowerCase()
