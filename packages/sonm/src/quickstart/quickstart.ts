import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DevnetHandle, launchDevnet } from '../devnet/client.ts'
import { openHome } from '../home/home.ts'
import { progressBar, silentProgress } from '../output/progress.ts'
import { buy } from './buy.ts'
import type { QuickstartOptions, QuickstartResult } from './options.ts'
import { prepareRenderTask } from './render.ts'
import { stopwatch } from './stopwatch.ts'

/** Starts a local network, buys work on it as a buyer would, pays, and takes everything down again. */
export async function quickstart(options: QuickstartOptions): Promise<QuickstartResult> {
  const { say, keep, clock, signal } = options
  const folder = await mkdtemp(join(tmpdir(), 'sonm-quickstart-'))
  const watch = stopwatch(clock)
  let devnet: DevnetHandle | undefined
  let done = false
  try {
    const progress = options.showProgress ? progressBar('Starting a local network') : silentProgress
    // Compiling the renderer and starting the network do not wait for each other.
    const compiling = prepareRenderTask()
    compiling.catch(() => {})
    devnet = await launchDevnet({ home: openHome(folder), clock, signal, onProgress: progress.update }).finally(
      progress.done,
    )
    const renderTask = await compiling
    watch.lap('devnet')
    const result = await buy(options, devnet, renderTask, watch)
    done = true
    if (keep) say(keptText(devnet, folder))
    return result
  } finally {
    if (!(keep && done)) {
      await devnet?.stop()
      await rm(folder, { recursive: true, force: true })
    } else devnet?.detach()
  }
}

function keptText(devnet: DevnetHandle, folder: string): string {
  return [
    'The local network is still running. To use it:',
    `  export SONM_HOME=${folder}`,
    '  ./sonm market search',
    '  ./sonm wallet balance',
    `  open ${devnet.guiUrl}`,
    `To end it: ./sonm devnet stop --home ${folder} && rm -r ${folder}`,
  ].join('\n')
}
