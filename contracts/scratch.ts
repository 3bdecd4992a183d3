// A copy of the contracts and their tests in a folder of its own: for what may not touch the sources, and because
// `forge coverage` follows no import out of its project's folder.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { forgeBinary } from './forge.ts'
import { withImports } from './solidity-imports.ts'

// Else a process that is ended leaves its folders behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const HERE = import.meta.dirname
const scopeOfLibraries = dirname(dirname(fileURLToPath(import.meta.resolve('@openzeppelin/contracts/package.json'))))

/** How forge ended in a scratch project. */
export interface Ended {
  /** undefined: it was ended at its time limit. */
  readonly status: number | undefined
  readonly output: string
}

export interface Scratch {
  readonly folder: string
  forge(words: readonly string[], options?: { env?: NodeJS.ProcessEnv; timeoutMs?: number }): Promise<Ended>
}

/**
 * It is gone when the process ends.
 * @param tests the only ones to take along, with what they import, as paths; everything when left out
 */
export function makeScratch(tests?: readonly string[]): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-contracts-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const copied = tests ? [...withImports(tests), 'vectors'] : ['src', 'test', 'vectors']
  for (const path of copied) cpSync(join(HERE, path), join(folder, path), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(scopeOfLibraries, join(folder, 'node_modules/@openzeppelin'))
  const settings = readFileSync(join(HERE, 'foundry.toml'), 'utf8').replaceAll('../node_modules', 'node_modules')
  writeFileSync(join(folder, 'foundry.toml'), settings)
  writeFileSync(join(folder, 'solc.cjs'), quickCompiler(), { mode: 0o755 })
  return { folder, forge: (words, options = {}) => run(folder, words, options) }
}

/** solc.cjs, but the version, for which forge asks at every start, is told without loading the compiler. */
function quickCompiler(): string {
  const real = join(HERE, 'solc.cjs')
  const version = execFileSync(process.execPath, [real, '--version'], { encoding: 'utf8' })
  return [
    '#!/usr/bin/env node',
    `if (process.argv.includes('--version')) process.stdout.write(${JSON.stringify(version)})`,
    `else require(${JSON.stringify(real)})`,
    '',
  ].join('\n')
}

function run(
  folder: string,
  words: readonly string[],
  { env = {}, timeoutMs }: { env?: NodeJS.ProcessEnv; timeoutMs?: number },
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(forgeBinary, words, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' as const }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data
      })
    }
    child.once('error', fail)
    child.once('close', (status) => done({ status: status ?? undefined, output }))
  })
}
