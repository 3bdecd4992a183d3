import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Address, fail } from '@sonm/model'
import { z } from 'zod'
import type { Home } from '../home/home.ts'

const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/)
  .transform((text) => text as Address)

const stateSchema = z.object({
  pid: z.int().positive(),
  buyer: address,
  master: address,
  hub: address,
  worker: address,
})

/** Who is who on the local network of a home, and the process that keeps it. */
export type DevnetState = z.infer<typeof stateSchema>

const stateFile = (home: Home) => join(home.path, 'devnet.json')

/** @throws DEVNET_NOT_RUNNING */
export function readDevnetState(home: Home): DevnetState {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFile(home), 'utf8')))
  } catch (cause) {
    throw fail('DEVNET_NOT_RUNNING', { home: home.path }, { cause })
  }
}

export function writeDevnetState(home: Home, state: DevnetState): void {
  writeFileSync(stateFile(home), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}

/** The process that keeps the local network of this home, if one does. */
export function runningDevnet(home: Home): number | undefined {
  try {
    const { pid } = readDevnetState(home)
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

/** Whether a local network has made this home. */
export function isDevnetHome(home: Home): boolean {
  return existsSync(stateFile(home))
}

/** Whether a role of this home has a key. */
export function holdsKeys(home: Home): boolean {
  return DEVNET_FILES.some((name) => existsSync(join(home.path, name, 'key.json')))
}

const DEVNET_FILES = [
  'devnet.json',
  'network.json',
  'logs',
  'chain',
  'locator',
  'marketplace',
  'hub',
  'worker',
  'node',
  'supplier',
]

/** Removes what an earlier local network left in this home: its chain is gone, so its deals and orders mean nothing. */
export function clearDevnet(home: Home): void {
  for (const name of DEVNET_FILES) {
    rmSync(join(home.path, name), { recursive: true, force: true })
  }
}
