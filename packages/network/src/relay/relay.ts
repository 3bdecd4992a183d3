import type { Socket } from 'node:net'
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect'
import { type Clock, type Logger, type Metrics, nowSeconds, type Random } from '@sonm/common'
import { type Address, fail, formatEndpoint, verifyGrant, verifyReservation } from '@sonm/model'
import { RelayService, readHex } from '@sonm/protocol'
import { callerHostOf, callerOf } from '../network.ts'
import { Allowances, type Pair } from './allowances.ts'
import { answer, Joins } from './joins.ts'
import { type RelayLimits, relayLimits } from './limits.ts'
import { Meter } from './meter.ts'
import { DataAnswer, type Preface, TOKEN_BYTES } from './preface.ts'
import { Rendezvous } from './rendezvous.ts'
import { type Place, Seats } from './seats.ts'

export interface RelayOptions {
  /** The relay's own address. */
  readonly address: Address
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits?: Partial<RelayLimits>
}

/** What makes a peer a relay: hand it to its `PeerNetwork`. */
export interface Relay {
  /** Registers RelayService. */
  routes(router: ConnectRouter): void
  /** Takes a connection that begins with a preface instead of TLS. */
  onRaw(preface: Preface, socket: Socket): void
  /** Cuts off what it carries. */
  close(): void
}

/**
 * Leads callers to peers that cannot be dialled. It joins two raw connections and reads nothing of them: TLS runs end to end
 * inside. It admits peers by their signed reservation, and carries a little for anybody, and a deal as long as it is open.
 * @example
 * const relay = createRelay({ address: signer.address, clock, random, logger, metrics })
 * const network = new PeerNetwork({ signer, clock, random, logger, resolve: pinned([]), relay })
 */
export function createRelay(options: RelayOptions): Relay {
  const { address, clock, random, logger, metrics } = options
  const limits: RelayLimits = { ...relayLimits, ...options.limits }
  const allowances = new Allowances(limits)
  const seats = new Seats(limits, metrics)
  const meter = new Meter({ limits, clock, allowances, metrics })
  const joins = new Joins<Pair>({ limits, clock, random, onJoined: (pair, near, far) => meter.carry(pair, near, far) })
  const rendezvous = new Rendezvous({ limits, clock, random })
  const now = () => BigInt(nowSeconds(clock))

  const unknown = (peer: Address) => fail('RELAY_PEER_UNKNOWN', { address: peer })
  /** @throws RELAY_PEER_UNKNOWN */
  const placeOf = (peer: Address): Place => {
    const place = seats.find(peer)
    if (!place) throw unknown(peer)
    return place
  }
  const pairOf = (context: HandlerContext, peer: Address): Pair => ({
    caller: callerOf(context),
    host: callerHostOf(context),
    peer,
  })

  const connect = (pair: Pair): Uint8Array => {
    const place = placeOf(pair.peer)
    const { splices, splicesPerCaller, splicesPerHost } = limits
    if (meter.size >= splices) throw fail('RELAY_BUSY', { what: 'connections at once', limit: splices })
    if (meter.countOf('caller', pair.caller) >= splicesPerCaller) {
      throw fail('RELAY_BUSY', { what: 'connections of one caller at once', limit: splicesPerCaller })
    }
    if (meter.countOf('host', pair.host) >= splicesPerHost) {
      throw fail('RELAY_BUSY', { what: 'connections of one host at once', limit: splicesPerHost })
    }
    allowances.check(pair, clock.monotonicMs())
    const tokens = joins.open(pair)
    if (!place.tell({ case: 'incoming', value: { token: tokens.peer, caller: pair.caller } })) throw unknown(pair.peer)
    return tokens.caller
  }

  const serveRaw = ({ kind, token }: Preface, socket: Socket): void => {
    if (kind === 'seen') rendezvous.tell(token, socket)
    else if (meter.size >= limits.splices) answer(socket, DataAnswer.busy)
    else joins.attach(token, socket)
  }

  return {
    routes: (router) =>
      router.service(RelayService, {
        async *reserve({ expiresAtSeconds, signature }, context) {
          const reservation = {
            address: callerOf(context),
            relay: address,
            expiresAtSeconds,
            signature: readHex('signature', signature, 65),
          }
          verifyReservation(reservation, address, now())
          const place = seats.take(reservation.address, callerHostOf(context))
          const lastsMs = Number(expiresAtSeconds) * 1000 - clock.nowMs()
          const cancelEnd = clock.after(lastsMs, () => place.leave())
          logger.debug({ peer: reservation.address }, 'a peer has taken a place')
          try {
            place.tell({ case: 'reserved', value: { expiresAtSeconds } })
            for await (const event of place.read(context.signal)) yield { event }
          } finally {
            cancelEnd()
            place.leave()
          }
        },
        connect: (request, context) => ({
          token: connect(pairOf(context, readHex('address', request.address, 20))),
        }),
        async punch({ address: text, nonce }, context) {
          const { caller, host, peer } = pairOf(context, readHex('address', text, 20))
          const place = placeOf(peer)
          const endpoint = await rendezvous.punch({ caller, host, peer, nonce }, ({ id, endpoint }) =>
            place.tell({ case: 'punch', value: { id, caller, endpoint: formatEndpoint(endpoint) } }),
          )
          return { endpoint: formatEndpoint(endpoint) }
        },
        answerPunch({ id, nonce }, context) {
          if (id.length !== TOKEN_BYTES) throw fail('INPUT_INVALID', { field: 'id', reason: 'it must be 32 bytes' })
          rendezvous.answer(id, callerOf(context), nonce)
          return {}
        },
        grant({ buyer, dealId, untilSeconds, signature }, context) {
          const hub = callerOf(context)
          placeOf(hub)
          const grant = {
            hub,
            relay: address,
            buyer: readHex('buyer', buyer, 20),
            dealId,
            untilSeconds,
            signature: readHex('signature', signature, 65),
          }
          verifyGrant(grant, address, now())
          const untilMs = clock.monotonicMs() + Number(untilSeconds) * 1000 - clock.nowMs()
          return { carriedBytes: BigInt(allowances.grant(hub, { ...grant, untilMs }, clock.monotonicMs())) }
        },
      }),
    onRaw: serveRaw,
    close() {
      seats.close()
      joins.close()
      meter.close()
    },
  }
}
