import { connect } from 'node:http2'
import type { Clock } from '@sonm/common'
import { sentence } from '../links/dial-log.ts'
import type { TracedWay } from '../links/dialer.ts'
import { readIdentityRefusal } from '../links/identity-refusal.ts'
import { roundTrip } from '../rpc/round-trip.ts'
import type { PathKind } from './path.ts'

/** One path to a peer, tried by itself. */
export interface TracedPath {
  readonly path: PathKind
  readonly via: string
  readonly reached: boolean
  /** Until the connection stood and the peer had proven its key. */
  readonly connectUs: number
  /** Of the standing connection; 0 when there is none. */
  readonly roundTripUs: number
  /** Why it did not lead there. */
  readonly reason: string
}

/** Measures a round trip on a traced way, and closes it. */
export async function measureWay(
  { kind, label, link, connectMs, reason }: TracedWay,
  clock: Clock,
): Promise<TracedPath> {
  const traced = {
    path: kind,
    via: label,
    reached: false,
    connectUs: Math.round(connectMs * 1000),
    roundTripUs: 0,
    reason,
  }
  if (!link) return traced
  const session = connect('https://trace.peer', { createConnection: () => link.socket })
  session.on('error', () => {})
  let refusal: Error | undefined
  session.once('goaway', (_code, _last, said) => {
    refusal = readIdentityRefusal(said, link.peer)
  })
  try {
    return { ...traced, reached: true, roundTripUs: Math.round((await roundTrip(session, clock)) * 1000) }
  } catch (error) {
    return { ...traced, reason: sentence(refusal ?? error) }
  } finally {
    session.destroy()
    link.socket.destroy()
  }
}
