import { fileURLToPath } from 'node:url'
import { build, stop } from 'esbuild'

/** The page's program and its style, as files of the server. */
export interface Bundle {
  readonly script: Uint8Array
  readonly style: Uint8Array
}

/** Bundles the app from its sources, with everything that it imports: the page loads nothing from elsewhere. */
export async function bundleApp(): Promise<Bundle> {
  try {
    const { outputFiles } = await build({
      entryPoints: ['main.tsx', 'style.css'].map((name) => fileURLToPath(new URL(`./app/${name}`, import.meta.url))),
      outdir: 'out',
      write: false,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'silent',
    })
    const file = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))!.contents
    return { script: file('.js'), style: file('.css') }
  } finally {
    // The bundler is a process of its own, and has done its work.
    await stop()
  }
}
