import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { forge } from './forge.ts'

/** What is generated: the contract's name, and the file of the compiler's artifact that holds it. */
const contracts = [
  { name: 'SNM', artifact: 'SNM.sol/SNM.json' },
  { name: 'Registry', artifact: 'Registry.sol/Registry.json' },
  { name: 'Profiles', artifact: 'Profiles.sol/Profiles.json' },
  { name: 'Oracle', artifact: 'Oracle.sol/Oracle.json' },
  { name: 'Market', artifact: 'Market.sol/Market.json' },
  { name: 'Faucet', artifact: 'Faucet.sol/Faucet.json' },
] as const

const here = (path: string) => new URL(path, import.meta.url)

/** Compiles the contracts and writes <name>.ts with each one's ABI and creation bytecode into the folder. */
function generate(folder: string): void {
  if (forge(['build', '--skip', 'test', '--quiet']) !== 0) throw new Error('the contracts do not compile')
  mkdirSync(folder, { recursive: true })
  for (const { name, artifact } of contracts) {
    const { abi, bytecode } = JSON.parse(readFileSync(here(`out/${artifact}`), 'utf8'))
    const prefix = name.toLowerCase()
    const text = [
      `// Generated from src/${name}.sol by \`npm run generate -w @sonm/contracts\`; do not edit.`,
      '',
      `export const ${prefix}Abi = ${JSON.stringify(abi, null, 2)} as const`,
      '',
      `export const ${prefix}Bytecode = '${bytecode.object}' as const`,
      '',
    ].join('\n')
    writeFileSync(join(folder, `${prefix}.ts`), text)
  }
}

// A test gives a folder of its own, to compare with what is committed.
const { 2: folder = fileURLToPath(here('gen')) } = process.argv
generate(resolve(folder))
