import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './sources.ts'

const bin = join(ROOT, 'node_modules/.bin')
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }

/** The files of a folder with this ending, by their path in it; a single file by the empty path. */
function contents(path: string, ending = ''): Record<string, string> {
  if (statSync(path).isFile()) return { '': readFileSync(path, 'utf8') }
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith(ending),
  )
  return Object.fromEntries(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name)
      return [file.slice(path.length), readFileSync(file, 'utf8')]
    }),
  )
}

/** Each generator writes elsewhere, so that a file which is not up to date is found again on the next run. */
interface Generator {
  readonly program: string
  readonly args: (out: string) => readonly string[]
  readonly folder?: string
  /** Below `out`. */
  readonly written: string
  readonly committed: string
  /** What of `committed` is written by the generator, by the end of the name; without it, all. */
  readonly ending?: string
}

const generators: Readonly<Record<string, Generator>> = {
  'the protocol': {
    program: 'buf',
    args: (out) => ['generate', '--output', out],
    folder: 'packages/protocol',
    written: 'src/gen',
    committed: 'packages/protocol/src/gen',
  },
  'the contracts and their ABIs': {
    program: 'node',
    args: (out) => ['contracts/generate.ts', join(out, 'gen')],
    written: 'gen',
    committed: 'contracts/gen',
  },
  'what contracts and programs both hash': {
    program: 'node',
    args: (out) => ['contracts/vectors/generate.ts', join(out, 'vectors')],
    written: 'vectors',
    committed: 'contracts/vectors',
    ending: '.json',
  },
  'the inner loops of the order book': {
    program: 'node',
    args: (out) => ['packages/marketplace/src/book/generate-wasm.ts', join(out, 'kernels.ts')],
    written: 'kernels.ts',
    committed: 'packages/marketplace/src/book/gen/kernels.ts',
  },
  'the list of errors': {
    program: 'node',
    args: (out) => ['packages/model/src/errors/generate-docs.ts', join(out, 'errors.md')],
    written: 'errors.md',
    committed: 'docs/errors.md',
  },
}

test.each(Object.entries(generators))('%s: committed is what the generator makes', (_, generator) => {
  const { program, args, folder = '.', written, committed, ending } = generator
  const out = mkdtempSync(join(tmpdir(), 'sonm-gen-'))
  try {
    execFileSync(join(bin, program), args(out), { cwd: join(ROOT, folder), env, stdio: 'pipe' })
    expect(contents(join(out, written))).toEqual(contents(join(ROOT, committed), ending))
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
})
