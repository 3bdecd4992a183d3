import { isAbsolute, resolve } from 'node:path'
import { errorsOf } from '../errors.ts'
import { storeErrors } from './store-errors.ts'

const fail = errorsOf(storeErrors)

/** Where a daemon keeps its state. */
export type Database =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** `where`: host, port and database, as they may be shown; the URL may carry a password. */
  | { readonly kind: 'postgres'; readonly url: string; readonly where: string }

/**
 * Reads `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
 * @throws DATABASE_INVALID, which repeats nothing of the text
 */
export function parseDatabase(text: string): Database {
  if (text.startsWith('sqlite:')) return sqlite(text.slice('sqlite:'.length))
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw fail('DATABASE_INVALID', { reason: 'it begins neither with sqlite: nor with postgres://' })
  }
  if (!URL.canParse(text)) throw fail('DATABASE_INVALID', { reason: 'it is no URL; has its password been escaped?' })
  const { hostname, port, pathname, searchParams } = new URL(text)
  const name = decoded(pathname.slice(1))
  if (name === '') throw fail('DATABASE_INVALID', { reason: 'it names no database behind the host' })
  // A folder of a socket stands in the query, for it is no host of a URL.
  const host = searchParams.get('host') ?? (hostname || 'localhost')
  return { kind: 'postgres', url: text, where: `${name} at ${host}:${port || '5432'}` }
}

function sqlite(path: string): Database {
  if (path === '') throw fail('DATABASE_INVALID', { reason: 'no path follows sqlite:' })
  return { kind: 'sqlite', path: isAbsolute(path) ? path : resolve(path) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw fail('DATABASE_INVALID', { reason: "a % in its database's name begins no escape" })
  }
}
