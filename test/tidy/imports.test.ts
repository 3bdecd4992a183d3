import { expect, test } from 'vitest'
import { filesUnder, importsOf, isTest, read, resolveImport } from './sources.ts'

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
/** What runs while code is generated, and in no program of ours. */
const GENERATORS: readonly string[] = ['packages/protocol/src/openapi/plugin.ts']

const sources = filesUnder('packages').filter((path) => /\.tsx?$/.test(path))

test('there are sources to look at', () => {
  expect(sources.length).toBeGreaterThan(100)
})

test.each(PACKAGES)('package.json of %s names only what the table allows', (name) => {
  const { dependencies = {} } = JSON.parse(read(`packages/${name}/package.json`))
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@sonm/'))
  expect(ours.filter((dependency) => !MAY_IMPORT[name]!.includes(dependency.slice('@sonm/'.length)))).toEqual([])
})

test.each(PACKAGES)('sources of %s import only what its package.json declares', (name) => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(read(`packages/${name}/package.json`))
  const root = JSON.parse(read('package.json')).devDependencies
  const wrong: string[] = []
  for (const path of sources.filter((source) => source.startsWith(`packages/${name}/`))) {
    const allowed =
      isTest(path) || GENERATORS.includes(path) ? { ...dependencies, ...devDependencies, ...root } : dependencies
    for (const target of importsOf(read(path))) {
      if (target.startsWith('node:')) continue
      if (target.startsWith('.')) {
        if (!resolveImport(path, target).startsWith(`packages/${name}/`)) wrong.push(`${path} -> ${target}`)
        continue
      }
      const dependency = target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/')
      if (dependency !== `@sonm/${name}` && !(dependency in allowed)) wrong.push(`${path} -> ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

test('no source imports itself through others', () => {
  const graph = new Map(
    sources.map((path) => [
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
