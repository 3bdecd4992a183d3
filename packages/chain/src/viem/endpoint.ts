import type { Clock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { createPublicClient, type PublicClient } from 'viem'
import type { EndpointUrl } from './endpoint-url.ts'
import { breaksTrust, codedFailure } from './failure.ts'
import { jsonRpc } from './transport.ts'

export interface EndpointOptions {
  readonly expectedChainId: number
  /** Contracts that must stand on the chain, by name. */
  readonly contracts: Readonly<Record<string, Address>>
  /** How long one request may take. */
  readonly requestTimeoutMs: number
  readonly clock: Clock
}

const PAUSE_FIRST_MS = 1_000
const PAUSE_LONGEST_MS = 60_000

/** One RPC endpoint. It is asked only once it has shown that it serves the right chain, and again after each outage. */
export class Endpoint {
  /** Host and port; the URL itself may hold a secret. */
  readonly label: string
  readonly #options: EndpointOptions
  readonly #client: PublicClient
  #checked: Promise<void> | undefined
  #failures = 0
  #avoidUntilMs = 0

  constructor(url: EndpointUrl, options: EndpointOptions) {
    this.label = url.label
    this.#options = options
    const { clock, requestTimeoutMs: timeoutMs } = options
    this.#client = createPublicClient({ name: url.label, transport: jsonRpc({ endpoint: url, clock, timeoutMs }) })
  }

  /** Until then others are asked first: it failed, or said what two others contradict. */
  get avoidUntilMs(): number {
    return this.#avoidUntilMs
  }

  /** @throws CHAIN_UNREACHABLE, CHAIN_ANSWER_INVALID, CHAIN_WRONG, CONTRACT_MISSING, CHAIN_BEHIND, CHAIN_REFUSED, or the coded form of a contract's error */
  async ask<Result>(request: (client: PublicClient) => Promise<Result>): Promise<Result> {
    try {
      this.#checked ??= this.#check()
      await this.#checked
      const result = await request(this.#client)
      this.#failures = 0
      return result
    } catch (cause) {
      const error = codedFailure(cause, this.label)
      if (breaksTrust(error)) {
        this.#checked = undefined
        this.#avoid()
      }
      throw error
    }
  }

  /** Two others have contradicted it. */
  distrust(): void {
    this.#avoidUntilMs = this.#options.clock.monotonicMs() + PAUSE_LONGEST_MS
  }

  #avoid(): void {
    this.#failures += 1
    const pauseMs = Math.min(PAUSE_FIRST_MS * 2 ** Math.min(this.#failures - 1, 10), PAUSE_LONGEST_MS)
    this.#avoidUntilMs = Math.max(this.#avoidUntilMs, this.#options.clock.monotonicMs() + pauseMs)
  }

  async #check(): Promise<void> {
    const { expectedChainId, contracts } = this.#options
    const url = this.label
    const actual = await this.#client.getChainId()
    if (actual !== expectedChainId) throw fail('CHAIN_WRONG', { url, expected: expectedChainId, actual })
    await Promise.all(
      Object.entries(contracts).map(async ([name, address]) => {
        const code = await this.#client.getCode({ address })
        if (code === undefined || code === '0x') throw fail('CONTRACT_MISSING', { name, address, url })
      }),
    )
  }
}
