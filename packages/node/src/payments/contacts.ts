import {
  type Address,
  checkPayee,
  checksumAddress,
  fail,
  findNamed,
  isSameName,
  type KnownContracts,
  parseAddress,
} from '@sonm/model'

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

/** The accounts of the user himself, which he names as well. */
export type OwnAccounts = () => Promise<readonly Contact[]>

/** Begins with a letter that looks like no other, so that it is never taken for an address; a dot would make it a name of ENS. */
const NAME = /^[A-Za-z]([A-Za-z0-9 _-]{0,38}[A-Za-z0-9])?$/
const MAX_CONTACTS = 1000

/** The address book: names as people write them, upper and lower case being the same. None is that of an own account. */
export class Contacts {
  readonly #store: ContactStore
  readonly #contracts: KnownContracts
  readonly #ownAccounts: OwnAccounts

  constructor(store: ContactStore, contracts: KnownContracts, ownAccounts: OwnAccounts) {
    this.#store = store
    this.#ownAccounts = ownAccounts
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
    const own = (await this.#ownAccounts()).find(isNamed(name))
    if (own) {
      const reason = `your own account '${own.name}' (${checksumAddress(own.address)}) has this name; choose another one`
      throw fail('INPUT_INVALID', { field: 'name', reason })
    }
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

  /** Who is meant by an address, or the name of a contact or an own account. @throws ADDRESS_INVALID, CONTACT_UNKNOWN, INPUT_INVALID */
  async resolve(text: string): Promise<Contact> {
    const all = await this.#named()
    // An account's name may begin with a digit, and what begins as an address is one.
    const known = /^0x/i.test(text) ? undefined : findNamed(text, all)
    if (known) return known
    if (NAME.test(text)) throw fail('CONTACT_UNKNOWN', { name: text })
    const address = parseAddress(text)
    return { address, name: all.find((entry) => entry.address === address)?.name ?? '' }
  }

  /** The names of addresses, for a list. */
  async names(): Promise<ReadonlyMap<Address, string>> {
    return new Map((await this.#named()).map(({ address, name }) => [address, name]))
  }

  async #named(): Promise<readonly Contact[]> {
    return [...(await this.#store.read()), ...(await this.#ownAccounts())]
  }
}

const isNamed = (name: string) => (contact: Contact) => isSameName(contact.name, name)
