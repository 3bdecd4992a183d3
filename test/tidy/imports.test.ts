import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, importsOf, isTest, ROOT, read, resolveImport, WORKSPACES } from './sources.ts'

/** The table of docs/architecture.md: imports run down only. */
const BASE = ['network', 'protocol', 'model', 'common']
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  common: [],
  model: ['common'],
  protocol: ['model', 'common'],
  network: ['protocol', 'model', 'common'],
  chain: ['model', 'common', 'contracts'],
  worker: BASE,
  locator: BASE,
  marketplace: [...BASE, 'chain'],
  hub: [...BASE, 'chain'],
  node: [...BASE, 'chain'],
  gui: ['protocol', 'model'],
}
const PACKAGES = Object.keys(MAY_IMPORT)
/** What no program of ours runs: tests of the whole, the tests and generators of the contracts, a generator. */
const TOOLS = [
  'packages/protocol/src/openapi/plugin.ts',
  'packages/marketplace/src/book/generate-wasm.ts',
  'packages/chain/src/differential/',
  'test/',
  'contracts/',
]
const SHIPPED_OF_CONTRACTS = ['contracts/index.ts', 'contracts/gen/']
const startsWithOneOf = (path: string, starts: readonly string[]) => starts.some((start) => path.startsWith(start))
const isTool = (path: string) => startsWithOneOf(path, TOOLS) && !startsWithOneOf(path, SHIPPED_OF_CONTRACTS)

const sources = WORKSPACES.flatMap(filesUnder).filter((path) => /\.tsx?$/.test(path))

interface Package {
  readonly name: string
  readonly imports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly bin?: string | Readonly<Record<string, string>>
}
const packageIn = (folder: string): Package => JSON.parse(read(join(folder, 'package.json')))
const root = packageIn('.')

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(100)
})

test.each(PACKAGES)('package.json of %s names only what the table allows', (name) => {
  const { dependencies = {} } = JSON.parse(read(`packages/${name}/package.json`))
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@sonm/'))
  expect(ours.filter((dependency) => !MAY_IMPORT[name]!.includes(dependency.slice('@sonm/'.length)))).toEqual([])
})

test.each(WORKSPACES)('sources of %s import only what its package.json declares', (folder) => {
  const { name, imports = {}, dependencies = {}, devDependencies = {} } = packageIn(folder)
  const wrong: string[] = []
  for (const path of sources.filter((source) => source.startsWith(`${folder}/`))) {
    const allowed =
      isTest(path) || isTool(path) ? { ...dependencies, ...devDependencies, ...root.devDependencies } : dependencies
    for (const target of importsOf(read(path))) {
      if (target.startsWith('node:') || target in imports) continue
      if (target.startsWith('.')) {
        if (!resolveImport(path, target).startsWith(`${folder}/`)) wrong.push(`${path} -> ${target}`)
        continue
      }
      const dependency = target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/')
      if (dependency !== name && !(dependency in allowed)) wrong.push(`${path} -> ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

/** Commands that a package brings, as its `bin` has them. */
function commandsOf({ name, bin = {} }: Package): string[] {
  return typeof bin === 'string' ? [name.split('/').at(-1)!] : Object.keys(bin)
}

const TYPES_OF = /^@types\//

test.each(['.', ...WORKSPACES])('all that the package.json in %s declares is used', (folder) => {
  const { scripts = {}, dependencies, devDependencies } = packageIn(folder)
  const declared = Object.keys({ ...dependencies, ...devDependencies })
  const installed = declared
    .filter((name) => existsSync(join(ROOT, 'node_modules', name)))
    .map((name) => ({ ...packageIn(join('node_modules', name)), name }))
  const paths = (folder === '.' ? WORKSPACES : [folder]).flatMap(filesUnder)
  const text = paths.filter((path) => /\.(tsx?|cjs|sol|yaml)$/.test(path)).map(read)
  const words = new Set([...Object.values(scripts), ...text].flatMap((each) => each.split(/[\s'"`]+/)))
  const isNamed = (name: string) =>
    [...words].some((word) => word === name || word.startsWith(`${name}/`) || word.startsWith(`${name}-\${`))
  const isUsed = (name: string): boolean => {
    if (TYPES_OF.test(name)) return name === '@types/node' || declared.includes(name.replace(TYPES_OF, ''))
    const commands = installed.filter((each) => each.name === name).flatMap(commandsOf)
    if (isNamed(name) || commands.some((command) => words.has(command))) return true
    // What is declared with it wants it beside itself.
    return installed.some(({ peerDependencies = {}, name: beside }) => name in peerDependencies && isNamed(beside))
  }
  expect(declared.filter((name) => !isUsed(name))).toEqual([])
})

test('no source imports itself through others', () => {
  const ofPrograms = sources.filter((path) => path.startsWith('packages/'))
  const graph = new Map(
    ofPrograms.map((path) => [
      path,
      importsOf(read(path))
        .filter((target) => target.startsWith('.'))
        .map((target) => resolveImport(path, target)),
    ]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
      return
    }
    state.set(path, 'open')
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    state.set(path, 'done')
  }
  for (const path of graph.keys()) visit(path, [])
  expect(cycles).toEqual([])
})
