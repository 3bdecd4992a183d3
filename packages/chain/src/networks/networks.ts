import { fail } from '@sonm/model'

/** A chain that a market can stand on. Who follows one with its value at stake gives endpoints that he trusts. */
export interface Network {
  readonly name: string
  readonly title: string
  readonly chainId: number
  /** Its Ether and SNM have no price, and so it may have a faucet. */
  readonly isTest: boolean
  /** How many blocks must stand on a block until it counts as certain. */
  readonly confirmations: number
  /** The most that is paid for a unit of gas, unless the user says otherwise. */
  readonly maxFeePerGasWei: bigint
  /** How often it is worth while to ask for a new block. */
  readonly pollIntervalMs: number
  readonly explorer?: string
}

const GWEI = 10n ** 9n

/** On a chain of its own machine nothing is at stake. */
const DEV: Network = {
  name: 'dev',
  title: 'a development chain (anvil)',
  chainId: 31_337,
  isTest: true,
  confirmations: 0,
  maxFeePerGasWei: 500n * GWEI,
  pollIntervalMs: 200,
}

/** A block each 12 s; two of them are seldom reorganised away, five hardly ever. */
const ETHEREUM_TEST = { isTest: true, confirmations: 5, maxFeePerGasWei: 200n * GWEI, pollIntervalMs: 4_000 }
/** Blocks each quarter of a second from one sequencer, which does not take them back as a rule; 20 are five seconds. */
const ARBITRUM = { confirmations: 20, maxFeePerGasWei: 5n * GWEI, pollIntervalMs: 1_000 }
/** A block each 2 s from one sequencer; 5 are ten seconds. */
const BASE = { confirmations: 5, maxFeePerGasWei: 5n * GWEI, pollIntervalMs: 2_000 }

/** Every network that is known by name. Which endpoints serve it the user says: none is trusted by default. */
export const NETWORKS: readonly Network[] = [
  DEV,
  {
    name: 'sepolia',
    title: 'Sepolia',
    chainId: 11_155_111,
    explorer: 'https://sepolia.etherscan.io',
    ...ETHEREUM_TEST,
  },
  { name: 'hoodi', title: 'Hoodi', chainId: 560_048, explorer: 'https://hoodi.etherscan.io', ...ETHEREUM_TEST },
  {
    name: 'arbitrum-one',
    title: 'Arbitrum One',
    chainId: 42_161,
    isTest: false,
    explorer: 'https://arbiscan.io',
    ...ARBITRUM,
  },
  {
    name: 'arbitrum-sepolia',
    title: 'Arbitrum Sepolia',
    chainId: 421_614,
    isTest: true,
    explorer: 'https://sepolia.arbiscan.io',
    ...ARBITRUM,
  },
  { name: 'base', title: 'Base', chainId: 8_453, isTest: false, explorer: 'https://basescan.org', ...BASE },
  {
    name: 'base-sepolia',
    title: 'Base Sepolia',
    chainId: 84_532,
    isTest: true,
    explorer: 'https://sepolia.basescan.org',
    ...BASE,
  },
]

/** @throws NETWORK_UNKNOWN */
export function networkByName(name: string): Network {
  const found = NETWORKS.find((network) => network.name === name)
  if (found) return found
  throw fail('NETWORK_UNKNOWN', { name, known: NETWORKS.map((network) => network.name).join(', ') })
}

/** The network with this chain id; one that nobody has named is treated as though its money were worth something. */
export function networkByChainId(chainId: number): Network {
  const known = NETWORKS.find((network) => network.chainId === chainId)
  if (known) return known
  return {
    name: `chain-${chainId}`,
    title: `the chain ${chainId}`,
    chainId,
    isTest: false,
    confirmations: 5,
    maxFeePerGasWei: 200n * GWEI,
    pollIntervalMs: 4_000,
  }
}
