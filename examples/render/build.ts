// Compiles the renderer from assembly/ to WebAssembly.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const here = import.meta.dirname

/** Where the task file expects the program. */
const defaultOutFile = join(here, '.cache', 'render.wasm')

/**
 * Compiles the renderer (about 3 s) and writes the WASI command module to `outFile`, making its folder.
 * Throws an Error with the compiler's own messages when the source does not compile.
 */
export async function buildRenderer({ outFile = defaultOutFile }: { outFile?: string } = {}): Promise<void> {
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
  await mkdir(dirname(outFile), { recursive: true })
  // Whole or not at all: another build may be writing, or a reader reading, at the same moment.
  const part = `${outFile}.${randomUUID()}.part`
  try {
    await writeFile(part, binary)
    await rename(part, outFile)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildRenderer()
  process.stdout.write(`${defaultOutFile}\n`)
}
