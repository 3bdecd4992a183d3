import { expect, test } from 'vitest'
import { postgresHint } from './postgres-hint.ts'

const URL = 'postgres://sonm@localhost/market'
const hintOf = (code: string, message = '', url = URL) => postgresHint(Object.assign(new Error(message), { code }), url)

test.each([
  ['3D000', 'database "market" does not exist', '`createdb -O sonm market`'],
  ['28000', 'role "sonm" does not exist', '`createuser sonm`'],
  ['28000', 'role "sonm" does not exist', '`createdb -O sonm market`'],
  ['28000', 'Peer authentication failed for user "sonm"', 'pg_hba.conf'],
  ['28P01', 'password authentication failed', '`createuser -P sonm`'],
  ['42501', 'permission denied for schema public', 'ALTER DATABASE "market" OWNER TO "sonm"'],
])('%s, %s: %s', (code, message, expected) => {
  expect(hintOf(code, message)).toContain(expected)
})

test('the server is named where it is another one, and names stand as a shell takes them', () => {
  expect(hintOf('3D000', '', 'postgres://a%20b@db.example.org:5433/m')).toContain(
    "`createdb -h db.example.org -p 5433 -O 'a b' m`",
  )
  expect(hintOf('3D000', '', 'postgres:///m?host=/run/pg')).toContain('`createdb -h /run/pg -O ACCOUNT m`')
})

test('a password is never repeated, and other errors have no such hint', () => {
  for (const code of ['3D000', '28000', '28P01', '42501']) {
    expect(hintOf(code, '', 'postgres://sonm:secret@localhost/market')).not.toContain('secret')
  }
  expect(hintOf('ECONNREFUSED')).toBeUndefined()
  expect(postgresHint(undefined, URL)).toBeUndefined()
})
