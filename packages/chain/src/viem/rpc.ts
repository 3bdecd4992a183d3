import { type Clock, CodedError, messageOf, sleep } from '@sonm/common'
import { type Address, fail, type Hex } from '@sonm/model'
import { createPublicClient, HttpRequestError, http, type PublicClient, SocketClosedError, TimeoutError } from 'viem'
import { codedRevert } from './reverts.ts'

export interface RpcOptions {
  readonly url: string
  readonly expectedChainId: number
  /** Contracts that must stand on the chain, by name. */
  readonly contracts: Readonly<Record<string, Address>>
  /** How long one request may take. */
  readonly requestTimeoutMs: number
  readonly clock: Clock
}

/** Requests to one endpoint, made only once it has shown that it serves the right chain; every failure is coded. */
export class Rpc {
  readonly url: string
  readonly #options: RpcOptions
  readonly #client: PublicClient
  #checked: Promise<void> | undefined

  constructor(options: RpcOptions) {
    this.url = options.url
    this.#options = options
    this.#client = createPublicClient({
      transport: http(options.url, { timeout: options.requestTimeoutMs, retryCount: 0 }),
    })
  }

  /** @throws CHAIN_UNREACHABLE, CHAIN_WRONG, CONTRACT_MISSING, CHAIN_BEHIND, CHAIN_REFUSED, or the coded form of a contract's error */
  async ask<Result>(request: (client: PublicClient) => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        this.#checked ??= this.#check()
        await this.#checked
        return await request(this.#client)
      } catch (cause) {
        const error = codedFailure(cause, this.url)
        // What answers after an outage may be another chain, so it is checked again; a failed check is never kept.
        if (UNTRUSTED.has(error.code)) this.#checked = undefined
        if (error.code !== 'CHAIN_BEHIND' || tries === MAX_TRIES) throw error
        await sleep(this.#options.clock, BEHIND_PAUSE_MS * tries)
      }
    }
  }

  async #check(): Promise<void> {
    const { expectedChainId, contracts, url } = this.#options
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

/** Between a block and the state after it an endpoint is a moment behind itself. */
const MAX_TRIES = 5
const BEHIND_PAUSE_MS = 20
/** How anvil, geth and erigon say that they have not got as far. */
const BEHIND = /BlockOutOfRange|header not found|unknown block|block not found/i

const UNTRUSTED = new Set(['CHAIN_UNREACHABLE', 'CHAIN_WRONG', 'CONTRACT_MISSING', 'CHAIN_REFUSED'])

function codedFailure(error: unknown, url: string): CodedError {
  if (error instanceof CodedError) return error
  const causes = causesOf(error)
  const lost = causes.find(
    (cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError || cause instanceof SocketClosedError,
  )
  if (lost) return fail('CHAIN_UNREACHABLE', { url, reason: outageReason(lost, causes) }, { cause: error })
  const data = causes.map(revertData).find((found) => found !== undefined)
  if (data !== undefined) return codedRevert(data, error)
  const reason = firstLine(error)
  return fail(BEHIND.test(reason) ? 'CHAIN_BEHIND' : 'CHAIN_REFUSED', { url, reason }, { cause: error })
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = []
  for (let at = error; at instanceof Error && causes.length < 16; at = at.cause) causes.push(at)
  return causes
}

function outageReason(lost: unknown, causes: readonly unknown[]): string {
  if (lost instanceof TimeoutError) return 'it took too long'
  if (lost instanceof HttpRequestError && lost.status !== undefined) return `it answered with HTTP ${lost.status}`
  const code = causes.map((cause) => (cause as { code?: unknown }).code).find((found) => typeof found === 'string')
  return String(code ?? 'no connection')
}

/** Where nodes put what a contract reverted with: `data`, or `data.data`. */
function revertData(cause: unknown): Hex | undefined {
  const { data, code, message } = cause as { data?: unknown; code?: unknown; message?: string }
  const found = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data
  if (typeof found === 'string' && /^0x[0-9a-f]*$/i.test(found)) return found as Hex
  return code === 3 && message?.includes('revert') ? '0x' : undefined
}

/** The sentence of the node, without viem's dump of the request. */
function firstLine(error: unknown): string {
  const { details, shortMessage } = error as { details?: string; shortMessage?: string }
  return (details || shortMessage || messageOf(error)).split('\n')[0]!.slice(0, 200)
}
