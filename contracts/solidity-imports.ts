import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

const HERE = import.meta.dirname

/** The files that a Solidity source imports by a relative path, and those whose artifacts it deploys. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(HERE, path), 'utf8')
  const imported = text.matchAll(/^import [^;]*"(\.[^"]+)";/gm)
  const deployed = text.matchAll(/deployCode\("(\w+\.sol):/g)
  return [
    ...Array.from(imported, (match) => normalize(join(dirname(path), match[1]!))),
    ...Array.from(deployed, (match) => `src/${match[1]}`),
  ]
}

/** These sources and all of ours that they import, directly or not. */
export function withImports(paths: readonly string[]): Set<string> {
  const found = new Set(paths)
  for (const path of found) for (const next of importsOf(path)) found.add(next)
  return found
}

/**
 * The tests that are about a contract: those that import it or the fixture that bears its name (ProfilesFixture of
 * Profiles); where there are none, those that import it through others. Invariants take too long to be run a thousand
 * times, and gas is that of what is deployed.
 */
export function testsOf(contract: string): string[] {
  const all = readdirSync(join(HERE, 'test'))
    .filter((name) => name.endsWith('.t.sol') && !name.endsWith('Gas.t.sol'))
    .map((name) => `test/${name}`)
  const source = `src/${contract}.sol`
  const isAbout = (path: string) =>
    importsOf(path).some((target) => target === source || basename(target) === `${contract}Fixture.sol`)
  const direct = all.filter(isAbout)
  return direct.length > 0 ? direct : all.filter((path) => withImports([path]).has(source))
}
