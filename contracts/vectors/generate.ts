import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { amendmentVectors } from './amendments.ts'
import { dealVectors } from './deals.ts'
import { orderVectors } from './orders.ts'
import { deployer, domain } from './signers.ts'

// Writes what the Solidity tests and packages/model both check themselves against, so the two can only agree: orders and
// amendments of every shape with their struct hash, digest and signature, and deals with their packed state and its hash, all
// as viem makes them.

// A test gives a folder of its own, to compare with what is committed.
const { 2: folder = import.meta.dirname } = process.argv
mkdirSync(folder, { recursive: true })

/** Every number is a decimal string: they do not fit JSON's. */
function write(name: string, content: object): void {
  const plain = (_: string, value: unknown) =>
    typeof value === 'bigint' || typeof value === 'number' ? String(value) : value
  writeFileSync(join(folder, name), `${JSON.stringify(content, plain, 2)}\n`)
}

write('orders.json', { deployer, domain, orders: await orderVectors() })
write('amendments.json', { deployer, domain, amendments: await amendmentVectors() })
write('deals.json', { deals: dealVectors() })
