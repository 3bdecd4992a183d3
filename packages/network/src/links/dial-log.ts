import { CodedError, isCoded, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Route } from '../paths/path.ts'
import type { KnownWay } from './route-order.ts'

/** A way that did not lead to the peer, or not as soon as another. */
export interface TriedWay extends KnownWay {
  readonly reason: string
}

interface Entry {
  readonly route: Route
  failure?: unknown
}

/** What was tried to reach a peer, in this order, and what came of it. */
export class DialLog {
  readonly #entries: Entry[] = []

  /** Notes that a way is tried; the answer notes that it failed. */
  started(route: Route): (failure: unknown) => void {
    const entry: Entry = { route }
    this.#entries.push(entry)
    return (failure) => {
      entry.failure = failure
    }
  }

  /** All ways but the one that led there, if one did. */
  besides(used?: Route): readonly TriedWay[] {
    return this.#ways(used ? 'it had not answered when another way did' : 'it does not answer', used)
  }

  /** Why the peer cannot be reached: each way, and why not by it. */
  failure(to: Address, cause: unknown): CodedError {
    const failures = this.#entries.map((entry) => entry.failure)
    const wrongKey = failures.find((failure) => isCoded(failure, 'PEER_WRONG_KEY'))
    if (wrongKey && failures.every((failure) => isCoded(failure, 'PEER_WRONG_KEY'))) return wrongKey
    const ways = this.#ways('it does not answer').map(({ kind, label, reason }) => `${kind} ${label}: ${reason}`)
    const general = isCoded(cause, 'PEER_UNREACHABLE') ? [cause.data.reason] : []
    return unreachable(to, [...general, ...ways].join('; ') || 'there is no other way', cause)
  }

  #ways(ifOpen: string, except?: Route | undefined): TriedWay[] {
    return this.#entries
      .filter(({ route }) => route !== except)
      .map(({ route: { kind, label }, failure }) => ({
        kind,
        label,
        reason: failure === undefined ? ifOpen : sentence(failure),
      }))
  }
}

/** A system error as people say it, any other by its message; without the full stop. */
export function sentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'the name is not known',
    EAI_AGAIN: 'the name cannot be looked up now',
    EADDRNOTAVAIL: 'this machine has no port or address to dial it from',
    EHOSTUNREACH: 'there is no route to the host',
    ENETUNREACH: 'there is no route to the network',
    ETIMEDOUT: 'it does not answer',
    ECONNRESET: 'the connection was reset',
  }
  const isNoTls = code.startsWith('ERR_SSL_')
  const text = isNoTls
    ? 'what answers there speaks no TLS of ours'
    : (known[code] ?? (error instanceof CodedError ? error.what : messageOf(error)))
  return text.replace(/\.$/, '')
}

export function unreachable(to: Address, reason: string, cause?: unknown): CodedError {
  return fail('PEER_UNREACHABLE', { address: to, reason }, cause === undefined ? undefined : { cause })
}
