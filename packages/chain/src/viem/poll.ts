import { type Clock, type CodedError, isCoded, type Logger } from '@sonm/common'
import type { PublicClient } from 'viem'
import {
  agreeing,
  commonBlock,
  disagreement,
  type Head,
  lowerMedian,
  QUORUM,
  quorumMissing,
  VOTERS,
  type Vote,
} from './agreement.ts'
import type { Endpoint } from './endpoint.ts'
import { isOfEndpoint } from './failure.ts'

export interface PollsOptions {
  /** In order of preference. */
  readonly endpoints: () => readonly Endpoint[]
  readonly clock: Clock
  readonly logger?: Logger
}

/** Once two have answered what each has an answer of its own to, the others get so long to answer as well. */
const GRACE_MS = 3_000

/** What came in while a question was put to several. */
interface Ballots<Result> {
  readonly votes: Vote<() => Result>[]
  readonly failures: CodedError[]
  agreed: readonly Vote<() => Result>[] | undefined
}

/** Asks three endpoints the same, and believes what two of them say. */
export class Polls {
  readonly #options: PollsOptions
  #floor = 0n

  constructor(options: PollsOptions) {
    this.#options = options
  }

  /** State before this block will not do any more. */
  seen(blockNumber: bigint): void {
    if (blockNumber > this.#floor) this.#floor = blockNumber
  }

  agree<Result>(
    subject: string,
    request: (client: PublicClient) => Promise<Result>,
    canonical: (result: Result) => string | undefined,
  ): Promise<Result> {
    return this.#poll(subject, this.#options.endpoints(), request, canonical)
  }

  async agreeOnState<Result>(
    subject: string,
    request: (client: PublicClient, at: { readonly blockNumber: bigint }) => Promise<Result>,
    canonical: (result: Result) => string,
  ): Promise<Result> {
    const endpoints = this.#options.endpoints()
    const { heads, failures } = await this.#heads(endpoints)
    const common = commonBlock(heads, this.#floor)
    if (common === undefined) {
      if (heads.length === 0) throw failures[0]!
      const where = heads.map(({ voter, number }) => `${voter} is at block ${number}`)
      throw quorumMissing(subject, [...where, ...failures.map(({ what }) => what)])
    }
    const { number: blockNumber, voters } = common
    const chosen = endpoints.filter(({ label }) => voters.includes(label))
    return this.#poll(subject, chosen, (client) => request(client, { blockNumber }), canonical)
  }

  async median(request: (client: PublicClient) => Promise<bigint>, otherwise: bigint): Promise<bigint> {
    const { answers, failures } = await this.#survey(this.#options.endpoints(), request)
    return lowerMedian([...answers.map(({ result }) => result), ...failures.map(() => otherwise)])
  }

  async #poll<Result>(
    subject: string,
    endpoints: readonly Endpoint[],
    request: (client: PublicClient) => Promise<Result>,
    canonical: (result: Result) => string | undefined,
  ): Promise<Result> {
    const { votes, failures, agreed } = await this.#collect(endpoints, async (endpoint) => {
      const voter = endpoint.label
      try {
        const result = await endpoint.ask(request)
        return { voter, canonical: canonical(result), value: () => result }
      } catch (error) {
        if (isOfEndpoint(error)) throw error
        // What a contract says is an answer like another.
        const refuse = () => {
          throw error
        }
        return { voter, canonical: `error ${(error as Error).message}`, value: refuse }
      }
    })
    if (agreed) return agreed[0]!.value()
    const behind = failures.find((failure) => isCoded(failure, 'CHAIN_BEHIND'))
    if (behind || votes.length === 0) throw behind ?? failures[0]!
    const lagging = await this.#lagging(endpoints.filter(({ label }) => votes.some(({ voter }) => voter === label)))
    const upToDate = votes.filter(({ voter }) => !lagging.includes(voter))
    if (new Set(upToDate.map((vote) => vote.canonical)).size > 1) throw disagreement(subject, votes, lagging)
    const late = lagging.map((voter) => `${voter} lags behind`)
    throw quorumMissing(subject, [...late, ...failures.map(({ what }) => what)])
  }

  /** Asks three at once, and one more for each that fails or when those do not agree. */
  #collect<Result>(
    endpoints: readonly Endpoint[],
    cast: (endpoint: Endpoint) => Promise<Vote<() => Result>>,
  ): Promise<Ballots<Result>> {
    const ballots: Ballots<Result> = { votes: [], failures: [], agreed: undefined }
    const spare = [...endpoints]
    let open = 0
    return new Promise((resolve) => {
      const askNext = () => {
        const endpoint = spare.shift()
        if (endpoint === undefined) return
        open += 1
        void cast(endpoint).then(
          (vote) => count(() => ballots.votes.push(vote)),
          (failure: CodedError) => count(() => ballots.failures.push(failure)),
        )
      }
      const count = (note: () => void) => {
        open -= 1
        note()
        ballots.agreed ??= agreeing(ballots.votes)
        if (ballots.agreed) {
          this.#tellDissent(ballots, endpoints)
          return resolve(ballots)
        }
        while (open + ballots.votes.length < VOTERS && spare.length > 0) askNext()
        if (open === 0) askNext()
        if (open === 0) resolve(ballots)
      }
      for (let i = 0; i < VOTERS; i++) askNext()
    })
  }

  /** Who says something else than two others is asked last for a while; who only knows of nothing may lag. */
  #tellDissent({ votes, agreed }: Ballots<unknown>, endpoints: readonly Endpoint[]): void {
    const truth = agreed![0]!.canonical
    for (const { voter, canonical } of votes) {
      if (canonical === truth || canonical === undefined || truth === undefined) continue
      endpoints.find(({ label }) => label === voter)!.distrust()
      this.#options.logger?.warn(
        { endpoint: voter },
        'two endpoints contradict a third, which is asked last from now on',
      )
    }
  }

  async #heads(endpoints: readonly Endpoint[]): Promise<{ heads: Head[]; failures: CodedError[] }> {
    const { answers, failures } = await this.#survey(endpoints, (client) => client.getBlock({ blockTag: 'latest' }))
    const heads = answers.map(({ voter, result: { number, timestamp } }) => {
      return { voter, number, timestampSeconds: timestamp }
    })
    return { heads, failures }
  }

  /** Asks three at once, and one more for each that fails; whoever is much later than two others is not waited for. */
  async #survey<Result>(
    endpoints: readonly Endpoint[],
    request: (client: PublicClient) => Promise<Result>,
  ): Promise<{ answers: { readonly voter: string; readonly result: Result }[]; failures: CodedError[] }> {
    const answers: { voter: string; result: Result }[] = []
    const failures: CodedError[] = []
    const grace = Promise.withResolvers<void>()
    let cancel: (() => void) | undefined
    const spare = [...endpoints]
    const ask = async (endpoint: Endpoint | undefined): Promise<void> => {
      if (endpoint === undefined) return
      try {
        answers.push({ voter: endpoint.label, result: await endpoint.ask(request) })
        if (answers.length === QUORUM) cancel = this.#options.clock.after(GRACE_MS, grace.resolve)
      } catch (error) {
        failures.push(error as CodedError)
        await ask(spare.shift())
      }
    }
    await Promise.race([Promise.all(spare.splice(0, VOTERS).map(ask)), grace.promise])
    cancel?.()
    return { answers: [...answers], failures: [...failures] }
  }

  /** Those of the endpoints that have not got as far as the others. */
  async #lagging(endpoints: readonly Endpoint[]): Promise<readonly string[]> {
    const { heads } = await this.#heads(endpoints)
    const numbers = heads.map(({ number }) => number).toSorted((a, b) => Number(b > a) * 2 - 1)
    // One alone may claim to be anywhere; of two nobody knows which is right.
    const reference = numbers[numbers.length > 2 ? 1 : 0] ?? 0n
    return heads.filter(({ number }) => number < reference).map(({ voter }) => voter)
  }
}
