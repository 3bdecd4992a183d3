import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const sandboxMain = fileURLToPath(new URL('./sandbox-main.ts', import.meta.url))
const shimName = '@bjorn3/browser_wasi_shim'
const shimEntry = createRequire(import.meta.url).resolve(shimName)

/** The program of the sandbox as plain JavaScript. */
export interface SandboxCode {
  readonly main: string
  /** All that the program consists of, to be readable for it. */
  readonly folders: readonly string[]
}

/**
 * Writes the sandbox's program, and nothing else of this package, below `dataDir`, without its types: a process that had to strip them
 * would take three times as long to start. The folder carries the hash of what is in it, so it is written once for a version.
 */
export async function prepareSandboxCode(dataDir: string): Promise<SandboxCode> {
  const files = await collect(sandboxMain)
  const root = dirname(dirname(sandboxMain))
  const scripts = [...files].map(([path, source]) => [relative(root, path).replace(/\.ts$/, '.js'), source] as const)
  const hash = createHash('sha256').update(JSON.stringify(scripts)).digest('hex').slice(0, 16)
  const folder = resolve(dataDir, `.sandbox-${hash}`)
  const code = { main: join(folder, 'wasm/sandbox-main.js'), folders: [folder, dirname(shimEntry)] }
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  if (exists) return code
  const draft = `${folder}.${process.pid}`
  for (const [path, source] of [...scripts, ['package.json', '{"type":"module"}'] as const]) {
    await mkdir(dirname(join(draft, path)), { recursive: true })
    await writeFile(join(draft, path), source)
  }
  // Another process of the same version may have been faster; what it wrote is the same.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }))
  return code
}

/** The program's files, each with its imports pointing at what is written. */
async function collect(path: string, found = new Map<string, string>()): Promise<Map<string, string>> {
  const script = stripTypeScriptTypes(await readFile(path, 'utf8'))
  found.set(path, '')
  for (const [, specifier = ''] of script.matchAll(/from '(\.[^']+\.ts)'/g)) {
    const imported = resolve(dirname(path), specifier)
    if (!found.has(imported)) await collect(imported, found)
  }
  const shimUrl = pathToFileURL(shimEntry).href
  return found.set(
    path,
    script.replace(/from '(\.[^']+)\.ts'/g, "from '$1.js'").replaceAll(`from '${shimName}'`, `from '${shimUrl}'`),
  )
}
