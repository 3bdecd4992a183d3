import { createHash, timingSafeEqual } from 'node:crypto'
import type { Interceptor } from '@connectrpc/connect'
import { fail } from '@sonm/model'

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a request names this machine as its host. A web page that pointed its own name at 127.0.0.1 ("DNS rebinding")
 * would send its own name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOSTS.has(host.toLowerCase().replace(/:\d{1,5}$/, ''))
}

/** Lets only calls with `Authorization: Bearer <token>` through to the handlers. Calls without it fail with API_TOKEN_INVALID. */
export function requireToken(token: string): Interceptor {
  const expected = digest(`Bearer ${token}`)
  return (next) => async (request) => {
    // Digests have one length, so the comparison takes one time.
    if (!timingSafeEqual(digest(request.header.get('authorization') ?? ''), expected)) {
      throw fail('API_TOKEN_INVALID', {})
    }
    return next(request)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
