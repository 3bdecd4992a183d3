import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCoded } from '../errors.ts'
import { parseDatabase } from './database.ts'
import { openPostgresStore } from './postgres-store.ts'

test.each([
  ['sqlite:/var/lib/market.sqlite', { kind: 'sqlite', path: '/var/lib/market.sqlite' }],
  ['sqlite:market.sqlite', { kind: 'sqlite', path: join(resolve('.'), 'market.sqlite') }],
  ['postgres://sonm:pw@db.example.org/market', { kind: 'postgres', where: 'market at db.example.org:5432' }],
  ['postgresql://[::1]:5433/a%20b', { kind: 'postgres', where: 'a b at [::1]:5433' }],
  ['postgres://localhost/market?host=/run/postgresql', { kind: 'postgres', where: 'market at /run/postgresql:5432' }],
])('%s is a database', (text, database) => {
  expect(parseDatabase(text)).toMatchObject(database)
})

test.each([
  ['', /begins neither/],
  ['market.sqlite', /begins neither/],
  ['mysql://u:secret@host/db', /begins neither/],
  ['sqlite:', /no path/],
  ['postgres://u:secret@host', /names no database/],
  ['postgres://u:secret@host:99999/db', /no URL/],
  ['postgres://u:secret@host/%E0', /begins no escape/],
])('%j is none, and is not repeated', (text, reason) => {
  const parse = () => parseDatabase(text)
  expect(parse).toThrow(expect.objectContaining({ code: 'DATABASE_INVALID', message: expect.stringMatching(reason) }))
  expect(parse).not.toThrow('secret')
})

test('whatever is given, it is a database or refused with a code', () => {
  fc.assert(
    fc.property(fc.constantFrom('', 'sqlite:', 'postgres://', 'postgres://a:b@c/'), fc.string(), (head, tail) => {
      try {
        parseDatabase(head + tail)
      } catch (error) {
        expect(isCoded(error) && error.code).toBe('DATABASE_INVALID')
      }
    }),
  )
})

test('a server that cannot be reached is named, without user and password', async () => {
  // Port 1 is nobody's.
  const database = parseDatabase('postgres://sonm:secret@127.0.0.1:1/market')
  if (database.kind !== 'postgres') throw new Error('it is read as another')
  const error = await openPostgresStore(database, []).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', data: { where: 'market at 127.0.0.1:1' } })
  expect(String(error)).toContain('ECONNREFUSED')
  expect(JSON.stringify(error) + String(error)).not.toMatch(/secret|sonm/)
})
