import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemClock } from '@sonm/common'
import type { TaskSpec } from '@sonm/model'
import { dealFromMessage } from '@sonm/protocol'
import {
  type DevnetHandle,
  followTask,
  launchDevnet,
  openHome,
  type PreparedTask,
  prepareRenderTask,
  startTask,
  waitForOffers,
} from '@sonm/sonm'
import { alone, beside, type Figure, median } from './figure.ts'

const ROUNDS = 7
const run = promisify(execFile)

/** How long a buyer waits: from wanting a deal to his task running, the deal's transaction included. */
export async function* measure(): AsyncIterable<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  const { signal } = new AbortController()
  const devnet = await launchDevnet({ home: openHome(folder), clock: systemClock, signal })
  try {
    const wasm = await prepareRenderTask()
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) times.push(await startOnce(devnet, wasm, 'wasm', signal))
    yield alone({ name: 'quickstart.start.wasm', value: median(times), unit: 'ms', better: 'lower', n: ROUNDS })

    const image = process.env.SONM_TEST_IMAGE
    if (image === undefined) {
      console.error(
        'quickstart.start.docker needs an image of a registry in reach: eval "$(scripts/docker-for-tests start)"',
      )
      return
    }
    const spec: TaskSpec = {
      workload: { kind: 'container', container: { image, env: {}, expose: [] } },
      inputs: [],
      outputs: [],
      tag: 'bench',
    }
    const ours: number[] = []
    const docker: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await startOnce(devnet, { spec, files: [] }, 'container', signal))
      docker.push(await dockerRun(image))
    }
    const figure = {
      name: 'quickstart.start.docker',
      value: median(ours),
      unit: 'ms',
      better: 'lower',
      n: ROUNDS,
    } as const
    yield beside(figure, 'docker run', median(docker))
  } finally {
    await devnet.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startOnce(
  { api }: DevnetHandle,
  task: PreparedTask,
  executor: string,
  signal: AbortSignal,
): Promise<number> {
  await waitForOffers(api, { executors: [executor], limit: 1 }, systemClock, signal)
  const startMs = performance.now()
  const opened = await api.deals.openDeal({ requirements: { executors: [executor], limit: 1 } })
  const { id: dealId } = dealFromMessage(opened.deal?.deal)
  const taskId = await startTask(api, dealId, task, () => {}, signal)
  const seen = await followTask(api, taskId, () => {}, { until: ({ phase }) => phase === 'running', signal })
  const tookMs = performance.now() - startMs
  await api.deals.closeDeal({ dealId })
  if (seen.startedAtMs === undefined) throw new Error(`the task did not start: ${seen.end?.message}`)
  return tookMs
}

async function dockerRun(image: string): Promise<number> {
  const name = `sonm-bench-${randomBytes(4).toString('hex')}`
  const startMs = performance.now()
  await run('docker', ['run', '--detach', '--name', name, image])
  const tookMs = performance.now() - startMs
  await run('docker', ['rm', '--force', name])
  return tookMs
}
