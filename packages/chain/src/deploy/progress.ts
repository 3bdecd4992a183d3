import { readFile, rm } from 'node:fs/promises'
import { messageOf } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import { type Flight, formatFlights, parseFlights, type TransactionJournal } from '../viem/flight.ts'
import { replaceFile } from '../viem/journal-file.ts'

/** Which deployment it is: another one cannot be gone on with in its place. */
export interface DeploymentIdentity {
  readonly chainId: number
  readonly deployer: Address
  readonly salt: Hex
  /** What decides the addresses of all contracts. */
  readonly design: string
}

/** A transaction of a deployment that was mined. */
export interface MinedStep {
  readonly txHash: Hex
  readonly blockNumber: number
  /** Of the factory alone, whose address its nonce decides. */
  readonly address?: Address | undefined
}

/** How far a deployment has come. */
export interface ProgressState {
  readonly identity: DeploymentIdentity
  /** By the name of the step. */
  readonly mined: Readonly<Record<string, MinedStep>>
  /** What may be in the chain, and is not known to be. */
  readonly flights: readonly Flight[]
}

/** Where progress is kept. `save` is durable when it resolves. */
export interface ProgressStore {
  load(): Promise<ProgressState | undefined>
  save(state: ProgressState): Promise<void>
  clear(): Promise<void>
  /** Where it is, for errors. */
  readonly place: string
}

/**
 * The progress of one deployment. Each transaction is saved before it is sent, so that a deployment which ended anywhere goes
 * on with that one instead of sending another.
 */
export class Progress {
  readonly #store: ProgressStore
  #state: ProgressState

  private constructor(store: ProgressStore, state: ProgressState) {
    this.#store = store
    this.#state = state
  }

  /** @throws DEPLOYMENT_UNFINISHED when there is another's, DEPLOYMENT_INVALID */
  static async open(store: ProgressStore, identity: DeploymentIdentity): Promise<Progress> {
    const found = await store.load()
    if (found === undefined) return new Progress(store, { identity, mined: {}, flights: [] })
    for (const field of ['chainId', 'deployer', 'salt', 'design'] as const) {
      if (found.identity[field] === identity[field]) continue
      const reason = `its ${field} is ${found.identity[field]}, not ${identity[field]}`
      throw fail('DEPLOYMENT_UNFINISHED', { path: store.place, reason })
    }
    return new Progress(store, found)
  }

  minedStep(name: string): MinedStep | undefined {
    return this.#state.mined[name]
  }

  isUnderWay(name: string): boolean {
    return this.#state.flights.some(({ key }) => key === name)
  }

  /** A step's transaction is certain: it need not be looked for again. */
  mined(name: string, step: MinedStep): Promise<void> {
    const mined = { ...this.#state.mined, [name]: step }
    return this.#save({ mined, flights: this.#state.flights.filter(({ key }) => key !== name) })
  }

  /** A step's transaction can never do anything any more: the next try sends another. */
  failed(name: string): Promise<void> {
    return this.#save({ flights: this.#state.flights.filter(({ key }) => key !== name) })
  }

  clear(): Promise<void> {
    return this.#store.clear()
  }

  /** For the sender; an outcome stays until the step is noted as mined or failed. */
  get journal(): TransactionJournal {
    return {
      load: async () => this.#state.flights,
      save: (flight) =>
        this.#save({ flights: [...this.#state.flights.filter(({ nonce }) => nonce !== flight.nonce), flight] }),
      remove: async () => {},
    }
  }

  async #save(change: Partial<ProgressState>): Promise<void> {
    this.#state = { ...this.#state, ...change }
    await this.#store.save(this.#state)
  }
}

/** Progress that ends with the process. */
export function memoryProgress(): ProgressStore {
  return { load: async () => undefined, save: async () => {}, clear: async () => {}, place: 'memory' }
}

/** Progress in a file that its owner alone can read, for it holds signed transactions. */
export function fileProgress(path: string): ProgressStore {
  return {
    place: path,
    async load() {
      try {
        const { flights, ...state } = JSON.parse(await readFile(path, 'utf8'))
        return { ...state, flights: parseFlights(JSON.stringify(flights)) }
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw fail('DEPLOYMENT_INVALID', { path, reason: messageOf(cause) }, { cause })
      }
    },
    async save({ flights, ...state }) {
      const text = { ...state, flights: JSON.parse(formatFlights(flights)) }
      await replaceFile(path, `${JSON.stringify(text, null, 2)}\n`)
    },
    clear: () => rm(path, { force: true }),
  }
}
