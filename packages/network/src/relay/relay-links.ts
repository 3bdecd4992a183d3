import type { Socket } from 'node:net'
import { type Client, createClient } from '@connectrpc/connect'
import type { Clock } from '@sonm/common'
import { formatEndpoint } from '@sonm/model'
import { RelayService } from '@sonm/protocol'
import type { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import { Dialer } from '../links/dialer.ts'
import { connectTcp } from '../paths/connect-tcp.ts'
import { directPath } from '../paths/direct.ts'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import { RpcCaller } from '../rpc/caller.ts'

/** What a peer does with a relay: call it, and connect to it without TLS. */
export interface RelayLink {
  readonly client: Client<typeof RelayService>
  /** Ends the connection for calls, which does not answer; the next call makes another. */
  drop(): void
  /** @param from the local port, as `connectTcp` takes it */
  openRaw(signal: AbortSignal, from?: { readonly localPort: number }): Promise<Socket>
}

interface Kept {
  readonly caller: RpcCaller
  readonly link: RelayLink
}

/** Connections to relays, by key and endpoint. Strangers' records name them, so there is a limit; the oldest gives way. */
export class RelayLinks {
  readonly #identity: Identity
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()
  #closed = false

  constructor(options: { identity: Identity; clock: Clock }) {
    this.#identity = options.identity
    this.#clock = options.clock
  }

  to(endpoint: RelayEndpoint): RelayLink {
    const key = formatEndpoint(endpoint)
    const kept = this.#kept.get(key) ?? this.#make(endpoint)
    // The last used stands last.
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    if (this.#kept.size > limits.relayLinks) {
      const [oldest, { caller }] = [...this.#kept][0]!
      this.#kept.delete(oldest)
      caller.close()
    }
    return kept.link
  }

  /** Ends connections that were made from an address that this machine has no more. */
  dropUnlessFrom(addresses: readonly string[]): void {
    for (const { caller } of this.#kept.values()) caller.dropUnlessFrom(addresses)
  }

  close(): void {
    this.#closed = true
    for (const { caller } of this.#kept.values()) caller.close()
  }

  #make(endpoint: RelayEndpoint): Kept {
    const { relay, host, port } = endpoint
    const clock = this.#clock
    const paths = [directPath(async () => [{ host, port }])]
    const dialer = new Dialer({ identity: this.#identity, clock, paths, timeoutMs: limits.relayDialTimeoutMs })
    const caller = new RpcCaller({ to: relay, dialer, clock })
    if (this.#closed) caller.close()
    const link = {
      client: createClient(RelayService, caller.transport),
      drop: () => caller.drop(),
      openRaw: (signal: AbortSignal, from?: { readonly localPort: number }) => connectTcp(endpoint, signal, from),
    }
    return { caller, link }
  }
}
