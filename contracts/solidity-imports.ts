import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'

const HERE = import.meta.dirname

const textOf = (path: string) => readFileSync(join(HERE, path), 'utf8')

/** The files that a Solidity source imports by a relative path. */
function importsOf(path: string): string[] {
  const found = textOf(path).matchAll(/^import [^;]*"(\.[^"]+)";/gm)
  return Array.from(found, (match) => normalize(join(dirname(path), match[1]!)))
}

/** The sources whose artifacts it deploys. */
function deployedBy(path: string): string[] {
  return Array.from(textOf(path).matchAll(/deployCode\("(\w+\.sol):/g), (match) => `src/${match[1]}`)
}

/** These sources and all of ours that they import, directly or not. */
export function withImports(paths: readonly string[]): Set<string> {
  const found = new Set(paths)
  for (const path of found) for (const next of [...importsOf(path), ...deployedBy(path)]) found.add(next)
  return found
}

/**
 * The tests that are about a contract: those that import it or the fixture that bears its name (ProfilesFixture of
 * Profiles); where there are none, those that deploy its artifact; else those that reach it through others. Invariants
 * take too long to be run a thousand times, and gas is that of what is deployed.
 */
export function testsOf(contract: string): string[] {
  const all = readdirSync(join(HERE, 'test'))
    .filter((name) => name.endsWith('.t.sol') && !name.endsWith('Gas.t.sol'))
    .map((name) => `test/${name}`)
  const source = `src/${contract}.sol`
  const isAbout = (path: string) =>
    importsOf(path).some((target) => target === source || basename(target) === `${contract}Fixture.sol`)
  const direct = all.filter(isAbout)
  if (direct.length > 0) return direct
  const deploying = all.filter((path) => deployedBy(path).includes(source))
  return deploying.length > 0 ? deploying : all.filter((path) => withImports([path]).has(source))
}
