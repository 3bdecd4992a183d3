import {
  faucetAbi,
  faucetBytecode,
  marketAbi,
  marketBytecode,
  oracleAbi,
  oracleBytecode,
  profilesAbi,
  profilesBytecode,
  registryAbi,
  registryBytecode,
  snmAbi,
  snmBytecode,
} from '@sonm/contracts'
import { type Address, type Hex, ZERO_ADDRESS } from '@sonm/model'
import type { Abi } from 'viem'

/** Where a market gets the price of SNM in USD: a feed that is on the chain already, or the median of reporters. */
export type PriceSource = ({ readonly feed: Address } | { readonly reporters: readonly Address[] }) & {
  /** What is older says nothing: the price of a feed, or what a reporter said. */
  readonly maxAgeSeconds: bigint
}

/** What the market of a network is made of. */
export interface Design {
  /** Gets the whole supply of SNM. */
  readonly holder: Address
  /** An SNM that is on the chain already; without it one is made. */
  readonly token?: Address | undefined
  /** The founding validators of Profiles, and up to which level each certifies; one must be of level 4. */
  readonly validators: readonly { readonly account: Address; readonly level: number }[]
  /** Without it the market has no prices in USD. */
  readonly prices?: PriceSource | undefined
  /** On test networks: gives SNM away. */
  readonly faucet?: { readonly amountWei: bigint; readonly intervalSeconds: bigint } | undefined
}

/** The address of an earlier step's contract. */
export type AddressOf = (name: string) => Address

/** What a contract must answer when it is asked how it is wired. */
export interface WiringCheck {
  readonly functionName: string
  /** Case does not count; without it anything will do that can be read. */
  readonly expected?: unknown
}

/** One contract of a market. */
export interface DeployStep {
  readonly name: string
  readonly abi: Abi
  /** Its creation code, without arguments. */
  readonly bytecode: Hex
  /** What its constructor gets. */
  readonly args: (at: AddressOf) => readonly unknown[]
  /** It is there already, and is not made. */
  readonly existing?: Address | undefined
  readonly wiring: (at: AddressOf) => readonly WiringCheck[]
}

/** The contracts of a market in the order in which they are made: each takes the addresses of earlier ones alone. */
export function deploySteps({ holder, token, validators, prices, faucet }: Design): readonly DeployStep[] {
  const steps: DeployStep[] = [
    {
      name: 'SNM',
      abi: snmAbi,
      bytecode: snmBytecode,
      args: () => [holder],
      existing: token,
      wiring: () => [
        { functionName: 'decimals', expected: 18 },
        { functionName: 'symbol', expected: 'SNM' },
      ],
    },
    { name: 'Registry', abi: registryAbi, bytecode: registryBytecode, args: () => [], wiring: () => [] },
    { name: 'Profiles', abi: profilesAbi, bytecode: profilesBytecode, args: () => [validators], wiring: () => [] },
  ]
  if (prices !== undefined) steps.push(priceStep(prices))
  steps.push({
    name: 'Market',
    abi: marketAbi,
    bytecode: marketBytecode,
    args: (at) => Object.values(marketParts(at, prices)),
    wiring: (at) => [{ functionName: 'parts', expected: marketParts(at, prices) }],
  })
  if (faucet === undefined) return steps
  const { amountWei, intervalSeconds } = faucet
  steps.push({
    name: 'Faucet',
    abi: faucetAbi,
    bytecode: faucetBytecode,
    args: (at) => [at('SNM'), amountWei, intervalSeconds],
    wiring: (at) => [
      { functionName: 'token', expected: at('SNM') },
      { functionName: 'amount', expected: amountWei },
      { functionName: 'intervalSeconds', expected: intervalSeconds },
    ],
  })
  return steps
}

function priceStep(prices: PriceSource): DeployStep {
  const step = { name: 'Oracle', abi: oracleAbi, bytecode: oracleBytecode }
  if ('feed' in prices) {
    // Its owner answers for what it says; here it only has to be one.
    return { ...step, args: () => [], existing: prices.feed, wiring: () => [{ functionName: 'decimals' }] }
  }
  const { reporters, maxAgeSeconds } = prices
  return {
    ...step,
    args: () => [reporters, maxAgeSeconds],
    wiring: () => [
      { functionName: 'maxAgeSeconds', expected: maxAgeSeconds },
      { functionName: 'reporters', expected: reporters },
    ],
  }
}

/** The arguments of Market's constructor, and what `parts` answers, in the same order. */
function marketParts(at: AddressOf, prices: PriceSource | undefined) {
  return {
    token: at('SNM'),
    registry: at('Registry'),
    profiles: at('Profiles'),
    priceFeed: prices === undefined ? ZERO_ADDRESS : at('Oracle'),
    priceMaxAgeSeconds: prices === undefined ? 0n : marketMaxAgeSeconds(prices),
  }
}

/**
 * An answer of our oracle is as old as its oldest report, which may be as old as the oracle's limit. So one reporter who falls
 * silent would take the price away from a market of the same limit.
 */
function marketMaxAgeSeconds(prices: PriceSource): bigint {
  return 'feed' in prices ? prices.maxAgeSeconds : 2n * prices.maxAgeSeconds
}
