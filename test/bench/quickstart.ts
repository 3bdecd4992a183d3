import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, systemClock, systemRandom } from '@sonm/common'
import { readDetails, type TaskSpec } from '@sonm/model'
import { dealFromMessage, signedOrderFromMessage } from '@sonm/protocol'
import {
  DEFAULT_IMAGE,
  type DevnetHandle,
  followTask,
  launchDevnet,
  openHome,
  type PreparedTask,
  prepareRenderTask,
  startTask,
  waitForOffers,
} from '@sonm/sonm'
import { alone, beside, inTurns, type Measured, median } from './figure.ts'

const ROUNDS = 7
/** Ends in order when it is told to, so that the machine is free for the next round at once. */
const COMMAND = ['sh', '-c', "trap 'exit 0' TERM; sleep 600 & wait"]
const run = promisify(execFile)

/** How long a buyer waits: from wanting a deal to his task running, the deal's transaction included. */
export async function* measure(): AsyncIterable<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  const { signal } = new AbortController()
  const devnet = await launchDevnet({ home: openHome(folder), clock: systemClock, signal })
  try {
    const wasm = await prepareRenderTask()
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) times.push(await startOnce(devnet, wasm, 'wasm', signal))
    yield alone({ name: 'quickstart.start.wasm', value: median(times), unit: 'ms', better: 'lower', n: ROUNDS })

    yield await besideDocker(devnet, signal)
  } finally {
    await devnet.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same container by a deal and by `docker run`, in turns. */
async function besideDocker(devnet: DevnetHandle, signal: AbortSignal): Promise<Measured> {
  const name = 'quickstart.start.docker'
  const image = process.env.SONM_TEST_IMAGE ?? DEFAULT_IMAGE
  const { offers } = await waitForOffers(devnet.api, { limit: 1 }, systemClock, signal)
  const { executors } = readDetails(signedOrderFromMessage(offers[0]!.order).details)
  if (!executors.includes('container')) return { name, leftOut: 'no Docker engine answers on this machine' }
  const spec: TaskSpec = {
    workload: { kind: 'container', container: { image, command: COMMAND, env: {}, expose: [] } },
    inputs: [],
    outputs: [],
    tag: 'bench',
  }
  const rent = () => startOnce(devnet, { spec, files: [] }, 'container', signal)
  try {
    // Pulls the image, and shows whether both ways work here at all.
    await rent()
    await dockerRun(image)
  } catch (error) {
    return { name, leftOut: `${image} cannot be run: ${messageOf(error)}` }
  }
  const { ours, peer } = await inTurns(ROUNDS, rent, () => dockerRun(image))
  return beside({ name, value: ours, unit: 'ms', better: 'lower', n: ROUNDS }, 'docker run', peer)
}

async function startOnce(
  { api }: DevnetHandle,
  task: PreparedTask,
  executor: string,
  signal: AbortSignal,
): Promise<number> {
  await waitForOffers(api, { query: `executor=${executor}`, limit: 1 }, systemClock, signal)
  const startMs = systemClock.monotonicMs()
  const opened = await api.deals.openDeal({ requirements: { query: `executor=${executor}`, limit: 1 } })
  const { id: dealId } = dealFromMessage(opened.deal?.deal)
  const taskId = await startTask(api, dealId, task, () => {}, signal)
  const seen = await followTask(api, taskId, () => {}, { until: ({ phase }) => phase === 'running', signal })
  const tookMs = systemClock.monotonicMs() - startMs
  await api.deals.closeDeal({ dealId })
  if (seen.startedAtMs === undefined) throw new Error(`the task did not start: ${seen.end?.message}`)
  return tookMs
}

async function dockerRun(image: string): Promise<number> {
  const name = `sonm-bench-${Buffer.from(systemRandom.bytes(4)).toString('hex')}`
  const startMs = systemClock.monotonicMs()
  await run('docker', ['run', '--detach', '--name', name, image, ...COMMAND])
  const tookMs = systemClock.monotonicMs() - startMs
  await run('docker', ['rm', '--force', name])
  return tookMs
}
