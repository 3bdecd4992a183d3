import { type Random, seededRandom } from '@sonm/common'
import type { MemoryFaults } from '@sonm/network/testing'

/** A daemon of the simulation by name: `marketplace`, `hub-0`, `worker-0-1` (the second of the first hub), `node-0`. */
export type RoleName = string

export interface SliceScenario {
  /** Of 1e-18 SNM. Unique in a world, so that a deal's price tells its slice. */
  readonly pricePerSecond: bigint
  readonly durationSeconds: bigint
  readonly cpuHundredths: number
}

export interface HubScenario {
  readonly workers: number
  readonly slices: readonly SliceScenario[]
  /** When an extra plan is made and an existing one removed through the API; undefined: never. */
  readonly replansAtMs: number | undefined
}

export interface TaskScenario {
  readonly runMs: number
  readonly exitCode: number
  readonly text: string
  readonly hasOutput: boolean
  readonly inputBytes: number
  readonly memoryShare: number
  /** Stopped by the buyer after so long; undefined: never. */
  readonly stopAfterMs: number | undefined
  /** Whether the buyer follows it on a stream. */
  readonly watched: boolean
}

export interface PurchaseScenario {
  readonly atMs: number
  readonly durationSeconds: bigint
  readonly tasks: readonly TaskScenario[]
  /** How long the buyer waits for the tasks before he closes the deal. */
  readonly patienceMs: number
}

export interface BuyerScenario {
  readonly purchases: readonly PurchaseScenario[]
  readonly fundsSeconds: bigint
  /** He goes away for good: his node with him, his deals open. */
  readonly vanishes: boolean
}

/** Somebody who asks no hub: he takes what a marketplace shows, perhaps late, perhaps twice. */
export interface TakerScenario {
  readonly atMs: number
  readonly delayMs: number
  readonly twice: boolean
  readonly holdsForMs: number
}

/** Somebody who keeps to no rule: he asks for what he has no right to, and lets others wait for nothing. */
export interface RogueScenario {
  readonly atMs: number
  /** Or he has one slice after the other kept for him, and takes none. */
  readonly takes: boolean
  readonly holdsForMs: number
}

export interface CrashScenario {
  readonly role: RoleName
  readonly atMs: number
  /** Waits from then on for something to happen to a deal. */
  readonly onNextDealEvent: boolean
  /** Dies before its n-th effect (statement, call, transaction) from then on. */
  readonly effects: number
  /** undefined: it never comes back. */
  readonly downMs: number | undefined
}

export interface Scenario {
  readonly seed: number
  readonly activeMs: number
  readonly pollIntervalMs: number
  readonly blockIntervalMs: number
  readonly confirmations: number
  readonly billIntervalMs: number
  readonly askLifetimeMs: number
  readonly network: MemoryFaults
  readonly chain: {
    readonly unreachable: number
    readonly slow: number
    readonly slowMs: number
    readonly stuck: number
  }
  readonly hubs: readonly HubScenario[]
  readonly buyers: readonly BuyerScenario[]
  readonly takers: readonly TakerScenario[]
  readonly rogues: readonly RogueScenario[]
  /** A task that is asked to end takes up to so long. */
  readonly stopMs: number
  readonly crashes: readonly CrashScenario[]
  readonly partitions: readonly {
    readonly a: RoleName
    readonly b: RoleName
    readonly atMs: number
    readonly forMs: number
  }[]
  readonly chainOutages: readonly { readonly role: RoleName; readonly atMs: number; readonly forMs: number }[]
  readonly reorganisations: readonly { readonly atMs: number; readonly depth: number }[]
}

/** Everything that will go wrong, and everything that is wanted, follows from the seed. */
export function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed)
  const between = (least: number, most: number) => least + random.integer(most - least + 1)
  const happens = (probability: number) => random.fraction() < probability
  const times = <Item>(count: number, make: (at: number) => Item) => Array.from({ length: count }, (_, at) => make(at))
  const oneOf = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)]!

  const activeMs = between(40, 180) * 1000
  const hubs = times(happens(0.25) ? 2 : 1, (hub) => hubOf(hub))
  const buyers = times(oneOf([1, 1, 2, 2, 3]), buyerOf)
  const roles: RoleName[] = [
    'marketplace',
    ...hubs.flatMap(({ workers }, hub) => [`hub-${hub}`, ...times(workers, (at) => `worker-${hub}-${at}`)]),
    ...buyers.map((_, at) => `node-${at}`),
  ]
  const calm = happens(0.1)
  const confirmations = happens(0.35) ? between(1, 2) : 0
  const crashes = calm ? [] : times(between(0, 7), () => crashOf())
  return {
    seed,
    activeMs,
    // An hour until a lock runs out is long where much happens in it.
    pollIntervalMs: oneOf(buyers.some(({ vanishes }) => vanishes) ? [20_000] : [2_000, 4_000, 8_000]),
    blockIntervalMs: oneOf([1_000, 2_000, 12_000]),
    confirmations,
    billIntervalMs: oneOf(buyers.some(({ vanishes }) => vanishes) ? [1_200_000] : [20_000, 60_000, 600_000]),
    askLifetimeMs: buyers.some(({ vanishes }) => vanishes) ? 1_200_000 : 120_000,
    network: calm ? { latencyMs: { least: 1, most: 5 } } : networkOf(),
    chain: {
      unreachable: calm || happens(0.5) ? 0 : 0.03 * random.fraction(),
      slow: calm || happens(0.5) ? 0 : 0.2 * random.fraction(),
      slowMs: oneOf([200, 3_000]),
      stuck: calm || happens(0.7) ? 0 : 0.1,
    },
    hubs,
    buyers,
    takers: calm ? [] : times(oneOf([0, 0, 1, 2, 4]), takerOf),
    rogues: roguesOf(seed, activeMs),
    stopMs: oneOf([0, 2_000, 20_000]),
    crashes: crashes.filter(once()),
    partitions: calm ? [] : times(between(0, 2), () => ({ a: oneOf(roles), b: oneOf(roles), ...span(90) })),
    chainOutages: calm ? [] : times(between(0, 2), () => ({ role: oneOf(roles), ...span(60) })),
    // A chain that goes back further than its followers wait for is beyond what they promise.
    reorganisations:
      confirmations === 0 ? [] : times(between(0, 3), () => ({ atMs: moment(), depth: between(1, confirmations) })),
  }

  function moment(): number {
    return random.integer(activeMs)
  }

  function span(mostSeconds: number) {
    return { atMs: moment(), forMs: between(1, mostSeconds) * 1000 }
  }

  function hubOf(hub: number): HubScenario {
    const workers = happens(0.3) ? 2 : 1
    const slices = times(between(1, 3), (at) => ({
      pricePerSecond: BigInt(1000 + hub * 100 + at),
      // Forward slices serve spot deals too.
      durationSeconds: happens(0.5) ? BigInt(between(60, 300)) : 0n,
      cpuHundredths: oneOf([100, 150, 200]),
    }))
    return { workers, slices, replansAtMs: happens(0.2) ? moment() : undefined }
  }

  function buyerOf(): BuyerScenario {
    const vanishes = happens(0.06)
    return {
      vanishes,
      // One who vanishes has little more than a lock, or the world would have to wait for his last coin.
      fundsSeconds: vanishes ? 3_700n : happens(0.15) ? BigInt(between(100, 4_000)) : 100_000n,
      purchases: times(oneOf([1, 1, 2, 3]), purchaseOf),
    }
  }

  function purchaseOf(): PurchaseScenario {
    return {
      atMs: random.integer(Math.floor(activeMs * 0.6)),
      durationSeconds: happens(0.4) ? BigInt(between(30, 200)) : 0n,
      tasks: times(oneOf([0, 1, 1, 2, 3]), taskOf),
      patienceMs: between(10, 150) * 1000,
    }
  }

  function taskOf(): TaskScenario {
    return {
      runMs: oneOf([0, 500, between(1, 20) * 1000, between(20, 200) * 1000]),
      exitCode: happens(0.2) ? between(1, 3) : 0,
      text: 'x'.repeat(oneOf([0, 1, 40])),
      hasOutput: happens(0.5),
      inputBytes: happens(0.3) ? between(1, 64) : 0,
      memoryShare: oneOf([0.25, 0.5, 1]),
      stopAfterMs: happens(0.25) ? between(0, 60) * 1000 : undefined,
      watched: happens(0.5),
    }
  }

  function takerOf(): TakerScenario {
    return {
      atMs: moment(),
      delayMs: oneOf([0, between(0, 20_000), between(0, 100_000)]),
      twice: happens(0.3),
      holdsForMs: between(1, 60) * 1000,
    }
  }

  function crashOf(): CrashScenario {
    const role = oneOf(roles)
    const forever = happens(0.05) && (role.startsWith('worker') || role.startsWith('hub'))
    return {
      role,
      atMs: moment(),
      onNextDealEvent: happens(0.4),
      effects: happens(0.3) ? 0 : random.integer(40),
      downMs: forever ? undefined : oneOf([100, between(1, 30) * 1000, between(30, 200) * 1000]),
    }
  }

  function networkOf(): MemoryFaults {
    const rate = (most: number) => (happens(0.5) ? 0 : most * random.fraction() ** 2)
    return {
      latencyMs: { least: 1, most: oneOf([5, 50, 800]) },
      lostRequests: rate(0.2),
      lostResponses: rate(0.2),
      doubledRequests: rate(0.3),
      brokenStreams: rate(0.1),
    }
  }
}

/** Drawn apart, so that a seed without any is the world that it was before there were rogues. */
function roguesOf(seed: number, activeMs: number): readonly RogueScenario[] {
  const random = randomOf(seed, 'rogues')
  if (random.fraction() >= 0.15) return []
  const atMs = random.integer(Math.floor(activeMs * 0.6))
  return [{ atMs, takes: random.fraction() < 0.8, holdsForMs: random.integer(40_000) }]
}

/** At most one crash of a role is its last. */
function once() {
  const gone = new Set<RoleName>()
  return ({ role, downMs }: CrashScenario) => {
    if (gone.has(role)) return false
    if (downMs === undefined) gone.add(role)
    return true
  }
}

/** The random numbers of one part of a world, independent of what the others draw. */
export function randomOf(seed: number, part: string): Random {
  let hash = seed * 31
  for (const char of part) hash = (Math.imul(hash, 16777619) ^ char.charCodeAt(0)) >>> 0
  return seededRandom(hash + seed * 2 ** 32)
}
