import type { Transport } from '@connectrpc/connect'
import type { Network } from '@sonm/network'
import { type Life, never } from './life.ts'

/**
 * An object as one life of a daemon sees it: each call is one effect, and none answers once the life is over.
 * @param synchronous methods that answer at once and change nothing
 */
export function mortal<Target extends object>(
  life: Life,
  target: Target,
  synchronous: readonly (keyof Target)[] = [],
): Target {
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function' || synchronous.includes(name as keyof Target)) return value
      return (...args: unknown[]) => {
        if (!life.effect()) return never()
        const result = Reflect.apply(value, target, args)
        return isAsyncIterable(result) ? life.guardAll(result) : life.guard(Promise.resolve(result))
      }
    },
  })
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** The peer network as one life sees it. That its peers notice the death is for the network's own `crash`. */
export function mortalNetwork(life: Life, network: Network): Network {
  return {
    address: network.address,
    rpc: (to) => mortalTransport(life, network.rpc(to)),
    openTunnel: (to, open) => (life.effect() ? life.guard(network.openTunnel(to, open)) : never()),
    ping: (to) => (life.effect() ? life.guard(network.ping(to)) : never()),
    serve: (handlers) => network.serve(handlers),
  }
}

function mortalTransport(life: Life, transport: Transport): Transport {
  return {
    unary: (...call) => (life.effect() ? life.guard(transport.unary(...call)) : never()),
    async stream(...call) {
      if (!life.effect()) return never()
      const response = await life.guard(transport.stream(...call))
      return { ...response, message: life.guardAll(response.message) }
    },
  }
}
