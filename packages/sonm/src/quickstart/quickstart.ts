import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from '@sonm/model'
import { checkEngine } from '@sonm/worker'
import Docker from 'dockerode'
import { ensureOutputFolder } from '../buyer/files.ts'
import { type DevnetHandle, launchDevnet } from '../devnet/client.ts'
import { usageLines } from '../devnet/usage.ts'
import { type Home, openHome } from '../home/home.ts'
import { SONM, terminal } from '../output/print.ts'
import { progressBar, silentProgress } from '../output/progress.ts'
import { buy } from './buy.ts'
import type { QuickstartOptions, QuickstartResult } from './options.ts'
import { prepareRenderTask } from './render.ts'
import { stopwatch } from './stopwatch.ts'

/** Starts a local network, buys work on it as a buyer would, pays, and takes everything down again. */
export async function quickstart(options: QuickstartOptions): Promise<QuickstartResult> {
  const { keep, clock, signal } = options
  await ensureOutputFolder(options.outFolder)
  if (options.executor === 'docker' || options.image !== undefined) await requireDocker()
  signal.addEventListener('abort', () => terminal.note('Tidying up…'), { once: true })
  const folder = await mkdtemp(join(tmpdir(), 'sonm-quickstart-'))
  const home = openHome(folder)
  const watch = stopwatch(clock)
  let devnet: DevnetHandle | undefined
  let done = false
  try {
    const progress = options.showProgress ? progressBar('Starting a local network') : silentProgress
    // Compiling the renderer and starting the network do not wait for each other.
    const compiling = prepareRenderTask()
    compiling.catch(() => {})
    const launching = launchDevnet({ home, temporary: true, clock, signal, onProgress: progress.update })
    devnet = await launching.finally(progress.done)
    const renderTask = await compiling
    watch.lap('devnet')
    const result = await buy(options, devnet, renderTask, watch)
    // Also while the deal was closing: the bill has been told, and nothing is kept.
    signal.throwIfAborted()
    done = true
    if (keep) terminal.note(keptText(home))
    return result
  } finally {
    if (keep && done) devnet?.detach()
    else {
      await devnet?.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** Asked before a network is built for it. @throws DOCKER_MISSING */
async function requireDocker(): Promise<void> {
  const { available } = await checkEngine(new Docker())
  if (!available) throw fail('DOCKER_MISSING', {})
}

function keptText(home: Home): string {
  return [
    'The local network is still running. To use it:',
    ...usageLines(home),
    `To end it, and remove its folder: ${SONM} devnet stop --home ${home.path}`,
  ].join('\n')
}
