import { type Clock, type CodedError, isCoded, type Logger, sleep } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import type { PublicClient } from 'viem'
import { VOTERS } from './agreement.ts'
import { Endpoint } from './endpoint.ts'
import { parseEndpointUrl } from './endpoint-url.ts'
import { isOfEndpoint } from './failure.ts'
import { Polls } from './poll.ts'

export interface RpcOptions {
  /** One endpoint, or several in order of preference. */
  readonly url: string | readonly string[]
  readonly expectedChainId: number
  /** Contracts that must stand on the chain, by name. */
  readonly contracts: Readonly<Record<string, Address>>
  /** How long one request may take. */
  readonly requestTimeoutMs: number
  readonly clock: Clock
  /** Whether two of three endpoints must agree where money is decided; by default where there are three. */
  readonly agreement?: boolean
  /** Hears of endpoints that lie. */
  readonly logger?: Logger
}

/** Between a block and the state after it an endpoint is a moment behind itself. */
const MAX_TRIES = 5
const BEHIND_PAUSE_MS = 20

/** Requests to the endpoints of one chain; every failure is coded, and names endpoints by their hosts alone. */
export class Rpc {
  readonly #endpoints: readonly Endpoint[]
  readonly #clock: Clock
  readonly #polls: Polls | undefined

  constructor(options: RpcOptions) {
    const urls = typeof options.url === 'string' ? [options.url] : options.url
    if (urls.length === 0) throw fail('INPUT_INVALID', { field: 'rpc-url', reason: 'none is given' })
    this.#endpoints = endpointsOf(urls, options)
    if (new Set(urls).size < urls.length)
      throw fail('INPUT_INVALID', { field: 'rpc-url', reason: 'one is given twice' })
    this.#clock = options.clock
    const { agreement = urls.length >= VOTERS, logger, clock } = options
    if (agreement && urls.length < VOTERS) {
      throw fail('INPUT_INVALID', { field: 'rpc-url', reason: 'for two of three to agree, three must be given' })
    }
    this.#polls = agreement
      ? new Polls({ endpoints: () => this.#inOrder(), clock, ...(logger && { logger }) })
      : undefined
  }

  /** Whether `agree` and `agreeOnState` ask more than one. */
  get needsAgreement(): boolean {
    return this.#polls !== undefined
  }

  /**
   * Asks the best endpoint, and the next one when it fails.
   * @throws CHAIN_UNREACHABLE, CHAIN_ANSWER_INVALID, CHAIN_WRONG, CONTRACT_MISSING, CHAIN_BEHIND, CHAIN_REFUSED of the best one, or
   *   the coded form of a contract's error
   */
  ask<Result>(request: (client: PublicClient) => Promise<Result>): Promise<Result> {
    return this.#patiently(async () => {
      let first: CodedError | undefined
      for (const endpoint of this.#inOrder()) {
        try {
          return await endpoint.ask(request)
        } catch (error) {
          if (!isOfEndpoint(error)) throw error
          first ??= error
        }
      }
      throw first!
    })
  }

  /**
   * Asks for what decides about money and stands in the chain for good, such as a receipt: two of three endpoints must say
   * the same, where there are three.
   * @param subject what is asked for, in words
   * @param canonical a text that is the same for results that mean the same; undefined: the endpoint knows of nothing
   * @throws CHAIN_DISAGREES, CHAIN_QUORUM_MISSING, and what `ask` throws
   */
  agree<Result>(
    subject: string,
    request: (client: PublicClient) => Promise<Result>,
    canonical: (result: Result) => string | undefined,
  ): Promise<Result> {
    const polls = this.#polls
    return polls ? this.#patiently(() => polls.agree(subject, request, canonical)) : this.ask(request)
  }

  /**
   * The same for the state after the newest block: each endpoint is asked for that after one block which they all know.
   * @param request reads at a block, or without one at the newest
   */
  agreeOnState<Result>(
    subject: string,
    request: (client: PublicClient, at: { readonly blockNumber?: bigint }) => Promise<Result>,
    canonical: (result: Result) => string = String,
  ): Promise<Result> {
    const polls = this.#polls
    if (!polls) return this.ask((client) => request(client, {}))
    return this.#patiently(() => polls.agreeOnState(subject, request, canonical))
  }

  /**
   * Asks for what is an opinion, such as a usual fee: the median of three endpoints' answers, where there are three, so that no
   * single one decides. Without `agreement` it is that of the best one.
   * @param otherwise counts as the answer of an endpoint that has none
   */
  median(request: (client: PublicClient) => Promise<bigint>, otherwise: bigint): Promise<bigint> {
    const polls = this.#polls
    return polls ? polls.median(request, otherwise) : this.ask(request).catch(() => otherwise)
  }

  /** The caller knows that this block is there: state that is older will not do any more. */
  seen(blockNumber: bigint): void {
    this.#polls?.seen(blockNumber)
  }

  /**
   * Hands over a signed transaction, to one endpoint after the other until one takes it.
   * @returns whether one has said that it took it; if not, that is open: an answer was lost
   * @throws CHAIN_REFUSED and the like when none has it
   */
  async submit(raw: Hex, txHash: Hex): Promise<boolean> {
    let refusal: CodedError | undefined
    let isLost = false
    for (const endpoint of this.#inOrder()) {
      try {
        await endpoint.ask((client) => client.sendRawTransaction({ serializedTransaction: raw }))
        return true
      } catch (error) {
        if (isCoded(error, 'CHAIN_UNREACHABLE') || isCoded(error, 'CHAIN_ANSWER_INVALID')) isLost = true
        else refusal ??= error as CodedError
      }
    }
    if (refusal !== undefined && (await this.#knows(txHash))) return true
    if (isLost) return false
    throw refusal!
  }

  async #knows(txHash: Hex): Promise<boolean> {
    const found = await this.ask((client) =>
      client.request({ method: 'eth_getTransactionByHash', params: [txHash] }),
    ).catch(() => null)
    return found !== null
  }

  /** In order of preference, those that failed lately last. */
  #inOrder(): readonly Endpoint[] {
    const nowMs = this.#clock.monotonicMs()
    const avoided = (endpoint: Endpoint) => (endpoint.avoidUntilMs > nowMs ? endpoint.avoidUntilMs : 0)
    return this.#endpoints.toSorted((a, b) => avoided(a) - avoided(b))
  }

  async #patiently<Result>(request: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await request()
      } catch (error) {
        if (!isCoded(error, 'CHAIN_BEHIND') || tries === MAX_TRIES) throw error
        await sleep(this.#clock, BEHIND_PAUSE_MS * tries)
      }
    }
  }
}

/** Those with the same host are told apart by a number. */
function endpointsOf(urls: readonly string[], options: RpcOptions): readonly Endpoint[] {
  const seen = new Map<string, number>()
  return urls.map(parseEndpointUrl).map((url) => {
    const count = (seen.get(url.label) ?? 0) + 1
    seen.set(url.label, count)
    return new Endpoint(count === 1 ? url : { ...url, label: `${url.label} (${count})` }, options)
  })
}
