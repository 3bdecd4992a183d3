import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { compiler } from './compiler.ts'

test('what is told of the compiler is what compiles', () => {
  const text = readFileSync(new URL('foundry.toml', import.meta.url), 'utf8')
  const [, profile] = text.match(/\[profile\.default\]\n([\s\S]*?)\n\[/)!
  const setting = (name: string) => JSON.parse(profile!.match(new RegExp(`^${name} = (.*)$`, 'm'))![1]!)
  expect(compiler).toEqual({
    solc: createRequire(import.meta.url)('solc/package.json').version,
    evmVersion: setting('evm_version'),
    viaIr: setting('via_ir'),
    optimizerRuns: setting('optimizer_runs'),
    bytecodeHash: setting('bytecode_hash'),
    cborMetadata: setting('cbor_metadata'),
  })
})
