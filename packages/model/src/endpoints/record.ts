import { fail } from '../errors/catalog.ts'
import { type Address, fromHex, type Hex, keccak256, toHex } from '../identity/address.ts'
import { recoverAddress, type Signer } from '../identity/signer.ts'
import { expiredReason, lastsTooLongReason } from '../units/clocks.ts'
import { parseAnnouncedEndpoint } from './endpoint.ts'

/** Where a peer says that it listens. */
export interface EndpointRecord {
  readonly address: Address
  /** `host:port` or `relay:0xRELAY@host:port`, best first. */
  readonly endpoints: readonly string[]
  /** Grows with every record of the address: of two, the one with the higher sequence holds. */
  readonly sequence: bigint
  readonly expiresAtSeconds: bigint
}

export interface SignedEndpointRecord extends EndpointRecord {
  /** 65 bytes over `recordDigest`: r, s, v. */
  readonly signature: Hex
}

/** A peer has a few interfaces, not dozens: whoever resolves it would try them all. */
export const MAX_RECORD_ENDPOINTS = 16
/** A record outlives its peer by this at most. */
export const MAX_RECORD_TTL_SECONDS = 600n
/** How far ahead of ours a signer's clock may be. */
export const RECORD_CLOCK_SKEW_SECONDS = 60n

/**
 * What is signed, as UTF-8 text with a line for each fact:
 *
 *     sonm endpoint record 1
 *     address 0x...
 *     sequence 7
 *     expires 1767225600
 *     endpoint 192.0.2.1:15010
 *     endpoint [2001:db8::1]:15010
 *     endpoint relay:0x...@relay.example.org:15020
 *
 * Every line ends in a line feed; no field can hold one. The first line keeps a signature from meaning anything else: no
 * order (EIP-712) and no Ethereum message starts like it.
 */
export function recordSigningBytes(record: EndpointRecord): Uint8Array {
  const lines = [
    'sonm endpoint record 1',
    `address ${record.address}`,
    `sequence ${record.sequence}`,
    `expires ${record.expiresAtSeconds}`,
    ...record.endpoints.map((endpoint) => `endpoint ${endpoint}`),
  ]
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
}

function recordDigest(record: EndpointRecord): Uint8Array {
  return keccak256(recordSigningBytes(record))
}

/**
 * Signs where the signer listens.
 * @throws ENDPOINT_RECORD_INVALID
 */
export async function signRecord(
  signer: Signer,
  record: Omit<EndpointRecord, 'address'>,
): Promise<SignedEndpointRecord> {
  const whole = { ...record, address: signer.address }
  checkRecord(whole)
  return { ...whole, signature: toHex(await signer.sign(recordDigest(whole))) }
}

/**
 * Checks a record from a stranger: its fields, its time and its signature.
 * @throws ENDPOINT_RECORD_INVALID, ENDPOINT_RECORD_EXPIRED, SIGNATURE_INVALID
 */
export function verifyRecord(record: SignedEndpointRecord, nowSeconds: bigint): void {
  checkRecord(record)
  if (record.expiresAtSeconds <= nowSeconds) {
    const reason = expiredReason(record.expiresAtSeconds, nowSeconds)
    throw fail('ENDPOINT_RECORD_EXPIRED', { address: record.address, reason })
  }
  if (record.expiresAtSeconds > nowSeconds + MAX_RECORD_TTL_SECONDS + RECORD_CLOCK_SKEW_SECONDS) {
    throw invalid('expiresAtSeconds', lastsTooLongReason(record.expiresAtSeconds, nowSeconds, MAX_RECORD_TTL_SECONDS))
  }
  if (!/^0x[0-9a-f]{130}$/.test(record.signature)) throw fail('SIGNATURE_INVALID', { reason: 'it is not 65 bytes' })
  if (recoverAddress(recordDigest(record), fromHex(record.signature)) !== record.address) {
    throw fail('SIGNATURE_INVALID', { reason: 'the record was signed by another key' })
  }
}

/** Whether the first of two records of one address replaces the second. */
export function isNewer(record: EndpointRecord, known: EndpointRecord): boolean {
  return record.sequence > known.sequence
}

function checkRecord({ address, endpoints, sequence, expiresAtSeconds }: EndpointRecord): void {
  if (!/^0x[0-9a-f]{40}$/.test(address)) throw invalid('address', 'it is no address')
  for (const [field, value] of Object.entries({ sequence, expiresAtSeconds })) {
    if (value < 0n || value >= 2n ** 64n) throw invalid(field, `${value} is out of range`)
  }
  if (endpoints.length === 0) throw invalid('endpoints', 'there is none')
  if (endpoints.length > MAX_RECORD_ENDPOINTS) throw invalid('endpoints', `there are more than ${MAX_RECORD_ENDPOINTS}`)
  for (const endpoint of endpoints) {
    try {
      parseAnnouncedEndpoint(endpoint)
    } catch (cause) {
      throw fail(
        'ENDPOINT_RECORD_INVALID',
        { field: 'endpoints', reason: 'one is neither host:port nor relay:0xRELAY@host:port' },
        { cause },
      )
    }
  }
}

function invalid(field: string, reason: string) {
  return fail('ENDPOINT_RECORD_INVALID', { field, reason })
}
