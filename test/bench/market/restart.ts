import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { nowSeconds, seededRandom, systemClock } from '@sonm/common'
import { fillStore } from '@sonm/marketplace/testing'
import { alone, type Measured, median } from '../figure.ts'

const ASKS = 1_000_000
const ROUNDS = 3

/** From the start of a process to a marketplace that answers searches over what its store holds. */
export async function* measureRestart(): AsyncIterable<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  try {
    const path = join(folder, 'orders.sqlite')
    const expiresAtSeconds = BigInt(nowSeconds(systemClock) + 3600)
    await fillStore(path, { count: ASKS, expiresAtSeconds, random: seededRandom(7) })
    const seconds: number[] = []
    for (let round = 0; round < ROUNDS; round++) seconds.push(await restart(path))
    yield alone({ name: 'market.restart', value: median(seconds), unit: 's', better: 'lower', n: ROUNDS })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function restart(path: string): Promise<number> {
  const startMs = systemClock.monotonicMs()
  const program = join(import.meta.dirname, 'restart-process.ts')
  const child = spawn(process.execPath, [...process.execArgv, program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // As `./sonm` has it: what Node has compiled is kept.
    env: { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../node_modules/.cache/sonm') },
  })
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (Number(line) !== ASKS) throw new Error(`${line} asks came back, not ${ASKS}`)
      return (systemClock.monotonicMs() - startMs) / 1000
    }
    throw new Error('the marketplace did not start')
  } finally {
    child.kill('SIGKILL')
  }
}
