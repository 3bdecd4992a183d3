import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// The compiler's runtime puts a sort of its own in the place of the engine's, by which numbers are sorted as numbers: in the
// compiler alone it may.
const engineSort = Array.prototype.sort
const { default: asc } = await import('assemblyscript/asc')
const compilerSort = Array.prototype.sort
Array.prototype.sort = engineSort

const assemblyFolder = fileURLToPath(new URL('../../assembly', import.meta.url))

/** Builds one of the test programs in `assembly/`, or any AssemblyScript file in another folder. */
export async function compileWasm(name: string, folder = assemblyFolder): Promise<Uint8Array> {
  let built: Uint8Array | undefined
  Array.prototype.sort = compilerSort
  const compiled = asc.main(
    [`${name}.ts`, '--outFile', `${name}.wasm`, '--runtime', 'stub', '--use', 'abort=wasi/abort', '-O'],
    {
      readFile: (path, base) => {
        try {
          return readFileSync(`${base === '.' ? folder : base}/${path}`, 'utf8')
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
  const { error, stderr } = await compiled.finally(() => {
    Array.prototype.sort = engineSort
  })
  if (error !== null || built === undefined) throw new Error(`${name}.ts does not compile: ${stderr.toString()}`)
  return built
}
