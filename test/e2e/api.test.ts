import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import openapi from '@sonm/protocol/openapi.json' with { type: 'json' }
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from './program.ts'
import { Town, until } from './town.ts'

const town = new Town()

beforeAll(() => town.start())
afterAll(() => town.stop())

test('what the README tells to type gets the description of the API, and a price', async () => {
  const readme = readFileSync(join(ROOT, 'packages/node/README.md'), 'utf8')
  const [, script] = readme.match(/## How to call it[\s\S]*?```sh\n([\s\S]*?)```/)!
  const options = { cwd: town.folder.path, env: { ...process.env, ...town.env }, encoding: 'utf8' } as const
  const type = async () => JSON.parse(execFileSync('bash', ['-euc', script!], options))
  const answer = await until(type, ({ offer }) => offer !== undefined, 'the machine is offered')
  expect(BigInt(answer.lockWei)).toBeGreaterThan(0n)
  expect(answer).not.toHaveProperty('deal')
  expect(JSON.parse(readFileSync(join(town.folder.path, 'openapi.json'), 'utf8'))).toEqual(openapi)
})
