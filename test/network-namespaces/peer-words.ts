/** What a peer's process is told at its start. */
export interface PeerSetUp {
  /** Of its private key: a byte repeated. */
  readonly key: number
  readonly does: 'relay' | 'supply' | 'buy'
  /** The relays, which are locators too, as 0xADDRESS@host:port. */
  readonly relays: readonly string[]
  /** A router that speaks NAT-PMP. */
  readonly gateway?: string
}

type Task =
  | { readonly do: 'ping' | 'trace' | 'subscribe' | 'counted'; readonly to: string }
  | { readonly do: 'tunnel'; readonly to: string; readonly bytes: number }

export type PeerCommand = Task & { readonly id: number }
export type PeerTask = Task

/** To a command, or with id 0: it is ready. */
export interface PeerAnswer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}
