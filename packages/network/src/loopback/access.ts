import { createHash, timingSafeEqual } from 'node:crypto'
import { fail } from '@sonm/model'
import type { PeerHandlers } from '../network.ts'

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a request names this machine as its host. A web page that pointed its own name at 127.0.0.1 ("DNS rebinding")
 * would send its own name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK_HOSTS.has(host.toLowerCase().replace(/:\d{1,5}$/, ''))
}

/** Admits calls with `Authorization: Bearer <token>` alone. Of those without it nothing is read, and they fail with API_TOKEN_INVALID. */
export function requireToken(token: string): NonNullable<PeerHandlers['admit']> {
  const expected = digest(`Bearer ${token}`)
  return async (_method, { requestHeader }) => {
    // Digests have one length, so the comparison takes one time.
    if (!timingSafeEqual(digest(requestHeader.get('authorization') ?? ''), expected)) {
      throw fail('API_TOKEN_INVALID', {})
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
