import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Every file under a folder of the repository that is written by hand. */
export function filesUnder(folder: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!['node_modules', 'gen', 'out', 'cache', '.cache', '.git', 'coverage'].includes(entry.name))
        found.push(...filesUnder(path))
    } else found.push(path)
  }
  return found
}

/** The folder of every package.json but the root's. */
export const WORKSPACES: readonly string[] = JSON.parse(read('package.json')).workspaces.flatMap((pattern: string) => {
  if (!pattern.endsWith('/*')) return [pattern]
  const folder = pattern.slice(0, -2)
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
})

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** What a source imports: package names and paths, as written. */
export function importsOf(source: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...source.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? match[3])!)
}

/** A relative import of a file as a path from the root. */
export function resolveImport(from: string, to: string): string {
  return relative(ROOT, resolve(ROOT, dirname(from), to))
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.includes('/testing/')
}
