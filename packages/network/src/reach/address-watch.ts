import { type CancelTimer, type Clock, repeat, type Startable } from '@sonm/common'
import { isOfThisMachine } from '../nat/addresses.ts'

/** How often it is looked whether this machine has other addresses now. */
const LOOK_MS = 2_000

export interface AddressWatchOptions {
  /** A `PeerNetwork`. */
  readonly network: { dropUnlessFrom(addresses: readonly string[]): void }
  /** The addresses of this machine's interfaces. */
  readonly addresses: () => readonly string[]
  readonly clock: Clock
  /** They are others now. */
  readonly onChange?: () => void
}

/**
 * Notices that this machine has moved to another network. What was connected from an address that it has no more is ended, so
 * that it is connected anew at once instead of when it is found dead.
 */
export class AddressWatch implements Startable {
  readonly #options: AddressWatchOptions
  #before = ''
  #cancelLook: CancelTimer = () => {}

  constructor(options: AddressWatchOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#before = usable(this.#options.addresses())
    this.#cancelLook = repeat(this.#options.clock, LOOK_MS, () => this.#look())
  }

  async stop(): Promise<void> {
    this.#cancelLook()
  }

  #look(): void {
    const { network, addresses, onChange = () => {} } = this.#options
    const now = addresses()
    if (usable(now) === this.#before) return
    this.#before = usable(now)
    network.dropUnlessFrom(now)
    onChange()
  }
}

/** Those by which others reach us: each container that starts brings a link-local one of its own. */
function usable(addresses: readonly string[]): string {
  return addresses.filter((address) => !isOfThisMachine(address)).join(' ')
}
