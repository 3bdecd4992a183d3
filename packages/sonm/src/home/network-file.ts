import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { networkByChainId } from '@sonm/chain/networks'
import { messageOf, parseJson } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { z } from 'zod'
import { whyUnreadable } from './why-unreadable.ts'

const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address')
  .transform((text) => text as Address)
const peer = z.string().regex(/^0x[0-9a-f]{40}@.+:\d+$/, 'must be 0xADDRESS@host:port, with the address in lower case')

/** Which chain and which services make up one network; every role on it reads the same file. */
const networkSchema = z.strictObject({
  name: z.string(),
  chainId: z.int().positive(),
  rpcUrl: z.url(),
  /** Further endpoints, in order of preference; where there are three in all, two must agree on what decides about money. */
  moreRpcUrls: z.array(z.url()).default([]),
  contracts: z.strictObject({
    snm: address,
    registry: address,
    market: address,
    profiles: address.optional(),
    oracle: address.optional(),
    faucet: address.optional(),
  }),
  /** Chainlink-compatible feeds, for amounts in USD. */
  priceFeeds: z.strictObject({ snmUsd: address.optional(), ethUsd: address.optional() }).optional(),
  marketplaces: z.array(peer),
  locators: z.array(peer),
  /** Where peers that cannot be dialled keep a place. */
  relays: z.array(peer).default([]),
  /** Blocks before a deal counts as certain; by default as many as the chain needs. */
  confirmations: z.int().min(0).optional(),
  /** The most wei that is paid for a unit of gas; by default the chain's cap. */
  maxFeePerGasWei: z
    .string()
    .regex(/^[1-9]\d{0,29}$/, 'must be a whole number of wei, as text')
    .optional(),
  /** How often the chain is asked for news; by default as often as it has some. */
  pollIntervalMs: z.int().min(50).optional(),
  /** The block of the first contract: no event is older. */
  startBlock: z.int().min(0).default(0),
})

/** As it is written: what is left out is as the chain has it. */
export type NetworkSettings = z.input<typeof networkSchema>

/** As it stands there: what it leaves out to the chain is left out. */
export type WrittenNetwork = z.output<typeof networkSchema>

/** As it is read: whole. */
export type NetworkFile = ReturnType<typeof whole>

/** What the file does not say is that of its chain; of one that nobody has named, that of a chain with money at stake. */
function whole(file: WrittenNetwork) {
  const { confirmations, maxFeePerGasWei, pollIntervalMs } = networkByChainId(file.chainId)
  return {
    ...file,
    confirmations: file.confirmations ?? confirmations,
    maxFeePerGasWei: BigInt(file.maxFeePerGasWei ?? maxFeePerGasWei),
    pollIntervalMs: file.pollIntervalMs ?? pollIntervalMs,
  }
}

/** @throws NETWORK_FILE_MISSING, NETWORK_FILE_INVALID, FILE_UNREADABLE */
export function readNetworkFile(path: string): NetworkFile {
  return whole(readWrittenNetwork(path))
}

/** @throws NETWORK_FILE_MISSING, NETWORK_FILE_INVALID */
export function readWrittenNetwork(path: string): WrittenNetwork {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ENOENT') throw fail('NETWORK_FILE_MISSING', { path }, { cause })
    throw fail('FILE_UNREADABLE', { path, reason: whyUnreadable(cause) }, { cause })
  }
  try {
    return networkSchema.parse(parseJson(text))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause)
    throw fail('NETWORK_FILE_INVALID', { path, reason }, { cause })
  }
}

/** Replaces the file in one step, so that no reader sees half of it. */
export function writeNetworkFile(path: string, network: NetworkSettings): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(network, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
