import { fail } from '../errors/catalog.ts'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'

/** The contracts of the network, which have no way to give back what is sent to them. */
export interface KnownContracts {
  readonly snm: Address
  readonly market: Address
  readonly registry: Address
  readonly faucet?: Address | undefined
}

/** The chain's own programs stand at the first addresses (precompiles); no key opens them. */
const LAST_RESERVED = 0xffffn

/**
 * Refuses those to whom nothing can be sent without losing it.
 * @param token the contract of the token that is sent, where it is one
 * @throws PAYEE_REFUSED
 */
export function checkPayee(to: Address, contracts: KnownContracts, token?: Address): void {
  const refuse = (reason: string, advice: string) => fail('PAYEE_REFUSED', { address: to, reason, advice })
  const askAgain = 'Ask the one who shall be paid for his own address.'
  if (to === ZERO_ADDRESS) throw refuse('it is the zero address, which nobody holds', askAgain)
  if (BigInt(to) <= LAST_RESERVED) throw refuse('it belongs to the chain itself, and nobody holds its key', askAgain)
  if (to === contracts.market) {
    throw refuse(
      'it is the market contract, which would keep what is sent to it without noting whose it is',
      'To have SNM in the market use `sonm wallet deposit`.',
    )
  }
  if (to === contracts.snm || to === token) throw refuse('it is the contract of the token itself', askAgain)
  if (to === contracts.registry) throw refuse('it is the registry contract, which holds no money', askAgain)
}
