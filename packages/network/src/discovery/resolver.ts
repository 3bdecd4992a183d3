import { createClient, type Transport } from '@connectrpc/connect'
import { type Clock, CodedError, type Current, ExpiringCache, isCoded, messageOf, nowSeconds } from '@sonm/common'
import {
  type Address,
  fail,
  isNewer,
  MAX_RECORD_TTL_SECONDS,
  parseAnnouncedEndpoint,
  type SignedEndpointRecord,
  verifyRecord,
} from '@sonm/model'
import { endpointRecordFromMessage, LocatorService } from '@sonm/protocol'
import type { Endpoint, Peer, Resolve } from '../paths/peer.ts'
import { nearestFirst } from './nearest-first.ts'

/** An answer is used for so long before the locators are asked again: a hub that moved is found again after it. */
const FRESH_MS = 15_000
/** The same when the endpoints did not lead there: so often at the most are the locators asked for a peer that is gone. */
const AGAIN_MS = 500
/** A locator that has not answered after this is left out. */
const CALL_TIMEOUT_MS = 3_000
/** After the first good answer the other locators get so long to give a newer one. */
const GRACE_MS = 250
const MAX_REMEMBERED = 10_000
/** So long a peer's own locators are remembered from an order of his, and so many are asked: each may be a dead one. */
const LEARNT_KEEP_MS = 24 * 3_600_000
const MAX_LEARNT_LOCATORS = 4

export interface ResolverOptions {
  /** All the locators that are known; where they listen must be known without a locator, see `pinned`. */
  readonly locators: Current<readonly Address[]>
  /** `(address) => network.rpc(address)`; called late, since the network itself needs the resolver. */
  readonly rpc: (locator: Address) => Transport
  readonly clock: Clock
  /** The networks that this machine is on; endpoints there are tried first. None by default. */
  readonly networks?: () => readonly string[]
}

export interface Resolver extends Resolve {
  /**
   * Notes which locators a peer names as his own, in an order that he signed say. They are asked about him when those that are
   * known to us do not know him, so that a dead locator stops nobody. What they answer is believed as little as what others do.
   */
  learn(address: Address, locators: readonly Peer[]): void
}

interface Remembered {
  readonly record: SignedEndpointRecord
  readonly freshUntilMs: number
}

/**
 * Finds where an address listens by asking all locators, and believes only what the address has signed itself: of several
 * records the newest. While a record is valid it serves even when no locator answers.
 *
 * The resolver rejects with LOCATORS_UNREACHABLE when no locator could be asked and nothing is remembered.
 * @example
 * const resolve = pinned(locators, createResolver({ locators: always(locators.map(({ address }) => address)), clock,
 *   rpc: (address) => network.rpc(address) }))
 * const network = new PeerNetwork({ signer, clock, random, logger, resolve })
 */
export function createResolver(options: ResolverOptions): Resolver {
  const { locators, rpc, clock, networks = () => [] } = options
  const remembered = new ExpiringCache<Address, Remembered>({ clock, maxEntries: MAX_REMEMBERED })
  const asking = new Map<Address, Promise<readonly Endpoint[]>>()
  const learnt = new ExpiringCache<Address, readonly Peer[]>({ clock, maxEntries: MAX_REMEMBERED })
  /** Where learnt locators listen, while they are asked and no longer: else an order could say where any peer listens. */
  const lent = new Map<Address, Peer>()
  const endpointsOf = (record: SignedEndpointRecord) =>
    nearestFirst(record.endpoints.map(parseAnnouncedEndpoint), networks())

  const ask = async (locator: Address, address: Address): Promise<SignedEndpointRecord> => {
    const client = createClient(LocatorService, rpc(locator))
    const record = endpointRecordFromMessage(await client.resolve({ address }, { timeoutMs: CALL_TIMEOUT_MS }))
    if (record.address !== address)
      throw fail('ENDPOINT_RECORD_INVALID', { field: 'address', reason: 'it is of another peer' })
    verifyRecord(record, BigInt(nowSeconds(clock)))
    return record
  }

  const isValid = (record: SignedEndpointRecord) => record.expiresAtSeconds > BigInt(nowSeconds(clock))

  /** Unless a newer record is known. */
  const remember = (record: SignedEndpointRecord) => {
    const known = remembered.get(record.address)?.record
    if (known && isValid(known) && isNewer(known, record)) return
    const value = { record, freshUntilMs: clock.monotonicMs() + FRESH_MS }
    remembered.set(record.address, value, Number(MAX_RECORD_TTL_SECONDS) * 1000)
  }

  const askThose = (whom: readonly Address[], address: Address) =>
    collect(
      whom.map((locator) => ask(locator, address)),
      // Too late for who asked, and for the next one: else a liar who is near would always win with an old record.
      { clock, onLate: remember },
    )

  const askLearnt = async (address: Address) => {
    const own = (learnt.get(address) ?? []).filter((peer) => peer.address !== address && !lent.has(peer.address))
    for (const peer of own) lent.set(peer.address, peer)
    try {
      return await askThose(
        own.map((peer) => peer.address),
        address,
      )
    } finally {
      for (const peer of own) lent.delete(peer.address)
    }
  }

  const askAll = async (address: Address): Promise<readonly Endpoint[]> => {
    const known = remembered.get(address)?.record
    const valid = known && isValid(known) ? [known] : []
    const first = await askThose(locators.now, address)
    const second = first.records.length > 0 ? { records: [], errors: [] } : await askLearnt(address)
    const newest = [...valid, ...first.records, ...second.records].reduce<SignedEndpointRecord | undefined>(
      (best, record) => (best === undefined || isNewer(record, best) ? record : best),
      undefined,
    )
    if (newest) {
      remember(newest)
      return endpointsOf(newest)
    }
    const errors = [...first.errors, ...second.errors]
    const nobodyKnows = errors.some((error) => isCoded(error, 'PEER_UNKNOWN'))
    if (nobodyKnows || errors.length === 0) return []
    throw fail('LOCATORS_UNREACHABLE', { address, reasons: errors.map(sentence).join('; ') }, { cause: errors[0] })
  }

  const resolve: Resolve = (address, { again = false } = {}) => {
    // A locator that is looked up through itself would wait for itself.
    if (locators.now.includes(address)) return Promise.resolve([])
    const lending = lent.get(address)
    if (lending) return Promise.resolve([lending.endpoint])
    const known = remembered.get(address)
    const useUntilMs = known === undefined ? 0 : known.freshUntilMs - (again ? FRESH_MS - AGAIN_MS : 0)
    const fresh = known !== undefined && useUntilMs > clock.monotonicMs() && isValid(known.record)
    if (fresh) return Promise.resolve(endpointsOf(known.record))
    let answer = asking.get(address)
    if (!answer) {
      answer = askAll(address).finally(() => asking.delete(address))
      asking.set(address, answer)
    }
    return answer
  }

  return Object.assign(resolve, {
    learn(address: Address, own: readonly Peer[]) {
      const others = own.filter((peer) => !locators.now.includes(peer.address)).slice(0, MAX_LEARNT_LOCATORS)
      if (others.length > 0) learnt.set(address, others, LEARNT_KEEP_MS)
    },
  })
}

/** All answers, or those that came within the grace after the first good one; of later ones it is told. */
function collect(
  calls: readonly Promise<SignedEndpointRecord>[],
  { clock, onLate }: { clock: Clock; onLate: (record: SignedEndpointRecord) => void },
) {
  return new Promise<{ records: SignedEndpointRecord[]; errors: unknown[] }>((resolve) => {
    const records: SignedEndpointRecord[] = []
    const errors: unknown[] = []
    let cancelGrace: (() => void) | undefined
    let finished = false
    const finish = () => {
      finished = true
      cancelGrace?.()
      resolve({ records, errors })
    }
    const settled = () => {
      if (records.length + errors.length === calls.length) finish()
      else if (records.length > 0) cancelGrace ??= clock.after(GRACE_MS, finish)
    }
    if (calls.length === 0) finish()
    for (const call of calls) {
      call
        .then(
          (record) => void (finished ? onLate(record) : records.push(record)),
          (error: unknown) => void errors.push(error),
        )
        .then(settled)
    }
  })
}

function sentence(error: unknown): string {
  return (error instanceof CodedError ? error.what : messageOf(error)).replace(/\.$/, '')
}
