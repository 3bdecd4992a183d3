// Compiles assembly/ to src/book/gen/kernels.ts, or to the file that is named.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const folder = fileURLToPath(new URL('../../assembly', import.meta.url))
const outFile = process.argv[2] ?? fileURLToPath(new URL('gen/kernels.ts', import.meta.url))

let built: Uint8Array | undefined
const { error, stderr } = await asc.main(
  [
    'index.ts',
    '--outFile',
    'kernels.wasm',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--importMemory',
    '--use',
    'abort=',
  ],
  {
    readFile: (path, base) => {
      try {
        return readFileSync(resolve(folder, base, path), 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (_path, content) => {
      if (typeof content !== 'string') built = content
    },
    listFiles: () => [],
  },
)
if (error !== null || built === undefined) throw new Error(`the kernels do not compile: ${stderr.toString()}`)
mkdirSync(dirname(outFile), { recursive: true })
writeFileSync(
  outFile,
  `// Made from assembly/ by generate-wasm.ts; do not edit.\nexport const KERNELS_WASM =\n  '${Buffer.from(built).toString('base64')}'\n`,
)
