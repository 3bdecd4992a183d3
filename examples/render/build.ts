// Compiles the renderer from assembly/ to WebAssembly.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = import.meta.dirname

/** Where the task file expects the program. */
const defaultOutFile = join(here, '.cache', 'render.wasm')

/**
 * Writes the WASI command module to `outFile`, making its folder: compiled, about 3 s, unless it is there already, of these sources.
 * Throws an Error with the compiler's own messages when the source does not compile.
 */
export async function buildRenderer({ outFile = defaultOutFile }: { outFile?: string } = {}): Promise<void> {
  const madeOf = `${outFile}.sources`
  const [sources, before] = await Promise.all([digestOfSources(), digestOfBuilt(outFile, madeOf)])
  if (before === sources) return
  const binary = await compile()
  await mkdir(dirname(outFile), { recursive: true })
  await writeWhole(outFile, binary)
  await writeWhole(madeOf, `${sources} ${digestOf(binary)}\n`)
}

/** Of all that decides what the compiler makes: its version stands in package.json, its options here. */
async function digestOfSources(): Promise<string> {
  const names = await readdir(join(here, 'assembly'), { recursive: true })
  const files = [
    'build.ts',
    'package.json',
    ...names.filter((name) => name.endsWith('.ts')).map((name) => `assembly/${name}`),
  ]
  const contents = await Promise.all(
    files.sort().map(async (name) => `${name}\0${await readFile(join(here, name), 'utf8')}\0`),
  )
  return digestOf(contents.join(''))
}

/** The sources that what stands in `outFile` was made of; undefined when nobody knows. */
async function digestOfBuilt(outFile: string, madeOf: string): Promise<string | undefined> {
  try {
    const [sources, built] = (await readFile(madeOf, 'utf8')).trim().split(' ')
    return built === digestOf(await readFile(outFile)) ? sources : undefined
  } catch {
    return undefined
  }
}

const digestOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function compile(): Promise<Uint8Array> {
  // It takes long to load, and is often not needed.
  const { default: asc } = await import('assemblyscript/asc')
  const args = ['assembly/main.ts', '--outFile', 'render.wasm', '-O3', '--runtime', 'stub']
  const options = ['--use', 'abort=assembly/system/abort', '--enable', 'simd']
  let binary: Uint8Array | undefined
  const { error, stderr } = await asc.main([...args, ...options], {
    readFile: (name, baseDir) => readFile(resolve(here, baseDir, name), 'utf8').catch(() => null),
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents
    },
    listFiles: () => [],
  })
  if (error || !binary) throw new Error(`the renderer does not compile:\n${stderr.toString()}`, { cause: error })
  return binary
}

/** Whole or not at all: another build may be writing, or a reader reading, at the same moment. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const part = `${file}.${randomUUID()}.part`
  try {
    await writeFile(part, content)
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildRenderer()
  process.stdout.write(`${defaultOutFile}\n`)
}
