/** What a process of a measurement may be. */
export const KINDS = ['peer', 'relay', 'relayed', 'hub', 'worker', 'splice', 'sink', 'tls', 'http2', 'connect'] as const
export type Kind = (typeof KINDS)[number]

/** What is asked of a tunnel or, by its first byte, of a plain connection: give back what comes, or swallow it and then end. */
export const ECHO = 'echo'
export const SINK = 'sink'
/** A buyer's tunnel through the hub, the worker's tunnel to it, and the one by which the hub asks for such: a byte for each. */
export const VIA_HUB = 'via-hub'
export const ORDERS = 'orders'
export const WORKER = 'worker'

export function parseKind(word: string | undefined): Kind {
  const kind = KINDS.find((known) => known === word)
  if (!kind) throw new Error(`there is no kind '${word}'`)
  return kind
}
