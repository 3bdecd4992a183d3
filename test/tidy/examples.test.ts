import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { filesUnder, ROOT, read } from './sources.ts'

/** What an example may use without saying where it has it from. */
const GIVEN = `
  const network: import('@sonm/network').PeerNetwork
  const networkDesk: import('@sonm/node').NetworkDesk
  const networkFile: { rpcUrl: string; chainId: number; contracts: import('@sonm/chain').Contracts }
  const chain: import('@sonm/chain').FullChainClient
  const signer: import('@sonm/model').Signer
  const signText: (text: string) => Promise<import('@sonm/model').Hex>
  const address: import('@sonm/model').Address
  const deal: import('@sonm/model').Deal
  const ask: import('@sonm/model').SignedOrder
  const taskId: string
  const worker: import('@sonm/model').Address
  const plans: readonly import('@sonm/protocol').AskPlanSpec[]
  const marketplace: import('@sonm/network').Peer
  const locator: import('@sonm/network').Peer
  const contacts: import('@sonm/node').ContactStore
  const node: import('@sonm/node').Node
  const clock: import('@sonm/common').Clock
  const random: import('@sonm/common').Random
  const logger: import('@sonm/common').Logger
  const metrics: import('@sonm/common').Metrics
  const dataDir: string
  const password: Uint8Array
  const token: string
`

// Within the repository, so that imports are found as in a source of it.
const CACHE = join(ROOT, 'node_modules/.cache')
mkdirSync(CACHE, { recursive: true })
const folder = mkdtempSync(join(CACHE, 'examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('every example in TypeScript that a text shows compiles', () => {
  const texts = ['docs', 'packages'].flatMap(filesUnder).filter((path) => path.endsWith('.md'))
  const examples = texts.flatMap((path) =>
    [...read(path).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code], at) => ({
      name: `${path.replaceAll('/', '-').replace('.md', '')}-${at + 1}.ts`,
      code: code!,
    })),
  )
  expect(examples.length).toBeGreaterThan(10)
  for (const { name, code } of examples) writeFileSync(join(folder, name), code)
  writeFileSync(join(folder, 'given.ts'), `export {}\ndeclare global {${GIVEN}}\n`)
  const config = { extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'], exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', ['-p', folder], { encoding: 'utf8', cwd: ROOT })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
}, 180_000)
