import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const assemblyFolder = fileURLToPath(new URL('../../assembly', import.meta.url))

/** Builds one of the test programs in `assembly/`, or any AssemblyScript file in another folder. */
export async function compileWasm(name: string, folder = assemblyFolder): Promise<Uint8Array> {
  let built: Uint8Array | undefined
  const { error, stderr } = await asc.main(
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
  if (error !== null || built === undefined) throw new Error(`${name}.ts does not compile: ${stderr.toString()}`)
  return built
}
