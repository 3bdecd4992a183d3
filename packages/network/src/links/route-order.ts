import type { PathKind, Route } from '../paths/path.ts'

/** What was found to lead to a peer. */
export interface KnownWay {
  readonly kind: PathKind
  readonly label: string
}

const RANK: Readonly<Record<PathKind, number>> = { direct: 0, punched: 1, relayed: 2 }

export function isBetter(kind: PathKind, than: PathKind): boolean {
  return RANK[kind] < RANK[than]
}

/**
 * In which order ways are tried. Direct ones and relays take turns, so that a relay answers soon where no direct way does; a
 * better way is looked for afterwards. What led there the last time comes first, unless it is a relay; punching comes last.
 * @param isDoubted of a relay: it was found to cut or to swallow what it carries, so the others come before it
 */
export function orderRoutes(
  routes: readonly Route[],
  known?: KnownWay,
  isDoubted: (way: KnownWay) => boolean = () => false,
): Route[] {
  const isKnown = (route: Route) =>
    route.kind === known?.kind && route.label === known.label && route.kind !== 'relayed'
  const first = routes.filter(isKnown)
  const others = routes.filter((route) => !isKnown(route))
  const ofKind = (kind: PathKind) => others.filter((route) => route.kind === kind)
  const [direct, relays] = [ofKind('direct'), ofKind('relayed')]
  const relayed = [...relays.filter((route) => !isDoubted(route)), ...relays.filter(isDoubted)]
  const inTurns = Array.from({ length: Math.max(direct.length, relayed.length) }, (_, at) => [
    ...direct.slice(at, at + 1),
    ...relayed.slice(at, at + 1),
  ])
  return [...first, ...inTurns.flat(), ...ofKind('punched')]
}
