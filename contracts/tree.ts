import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Node } from './mutants.ts'

const compiler = createRequire(import.meta.url)('solc')

function locate(path: string): string {
  if (path.startsWith('@')) return fileURLToPath(import.meta.resolve(path))
  return isAbsolute(path) ? path : join(import.meta.dirname, path)
}

/** The compiler's syntax tree of a source, which stands or could stand at this path in this folder. */
export function treeOf(path: string, source: string): Node {
  const input = {
    language: 'Solidity',
    sources: { [path]: { content: source } },
    settings: { outputSelection: { '*': { '': ['ast'] } } },
  }
  const contents = (name: string) => ({ contents: readFileSync(locate(name), 'utf8') })
  const { sources, errors } = JSON.parse(compiler.compile(JSON.stringify(input), { import: contents }))
  const tree = sources?.[path]?.ast
  if (!tree) throw new Error(`${path} does not compile: ${JSON.stringify(errors)}`)
  return tree
}
