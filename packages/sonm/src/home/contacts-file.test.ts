import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, test } from 'vitest'
import { contactsFile } from './contacts-file.ts'
import { openHome } from './home.ts'

const home = openHome(mkdtempSync(join(tmpdir(), 'sonm-contacts-')))
afterAll(() => rmSync(home.path, { recursive: true, force: true }))
const path = join(home.path, 'contacts.json')
const contacts = [{ name: 'alice', address: `0x${'77'.repeat(20)}` as const }]

test('the address book is empty at first, and then as it was written, for its owner alone', async () => {
  const file = contactsFile(home)
  expect(await file.read()).toEqual([])
  await file.write(contacts)
  expect(await contactsFile(home).read()).toEqual(contacts)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(home.path)).toEqual(['contacts.json'])
})

it.each([
  '',
  '{',
  '[]',
  '{"version":2,"contacts":[]}',
  '{"version":1,"contacts":[],"contacts":[]}',
  '{"version":1,"contacts":[{"name":"a","address":"0x12"}]}',
])('the file %j is refused, and stays as it is', async (content) => {
  writeFileSync(path, content)
  await expect(contactsFile(home).read()).rejects.toMatchObject({ code: 'CONTACTS_INVALID' })
  expect(readFileSync(path, 'utf8')).toBe(content)
})
