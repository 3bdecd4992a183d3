import { join } from 'node:path'
import { type Clock, sleep } from '@sonm/common'
import { fail, requirementWords } from '@sonm/model'
import { connectNodeApi, type NodeApi, readNodeAccess } from '../api/node-api.ts'
import { type Home, makePrivateFolder } from '../home/home.ts'
import { type NetworkFile, readNetworkFile } from '../home/network-file.ts'
import { spawnRole } from './child.ts'
import { type DevnetState, readDevnetState } from './state-file.ts'

/** A running local network, seen by the one who started it. */
export interface DevnetHandle extends DevnetState {
  readonly home: Home
  readonly network: NetworkFile
  readonly api: NodeApi
  readonly guiUrl: string
  stop(): Promise<void>
  /** Lets it live on when this process ends. */
  detach(): void
}

/** Starts `sonm devnet` in a process of its own, on any ports, and waits until everything serves. */
export async function launchDevnet(options: {
  home: Home
  /** The network removes its home when it ends, also when the caller is gone by then. */
  temporary?: boolean
  clock: Clock
  signal: AbortSignal
  onProgress?: (fraction: number, text: string) => void
}): Promise<DevnetHandle> {
  const { home, temporary, clock, signal, onProgress } = options
  makePrivateFolder(home.path)
  const process = await spawnRole({
    role: 'devnet',
    args: ['devnet', '--home', home.path, '--any-ports', ...(temporary ? ['--temporary'] : [])],
    logFile: join(home.path, 'devnet.log'),
    clock,
    signal,
    stopGraceMs: 90_000,
    ...(onProgress ? { onProgress } : {}),
  })
  const access = readNodeAccess(home)
  return {
    ...readDevnetState(home),
    home,
    network: readNetworkFile(home.networkFile),
    api: connectNodeApi(access),
    guiUrl: `${access.url}/#token=${access.token}`,
    stop: process.stop,
    detach: process.detach,
  }
}

const OFFER_POLL_MS = 50
/** A worker that has been measured is sold within a second or two; on a busy machine it takes longer. */
const OFFER_TIMEOUT_MS = 60_000

/**
 * Asks the market until it has an offer that fits: a hub's first ask comes a moment after its worker is measured.
 * @throws NO_OFFER_MATCHES when none comes in time
 */
export async function waitForOffers(
  api: NodeApi,
  request: Parameters<NodeApi['market']['search']>[0],
  clock: Clock,
  signal: AbortSignal,
) {
  const deadlineMs = clock.monotonicMs() + OFFER_TIMEOUT_MS
  for (;;) {
    const found = await api.market.search(request, { signal })
    if (found.offers.length > 0) return found
    if (clock.monotonicMs() > deadlineMs) {
      const counts = found.rejections.map(({ requirement, count }) => `${count} for ${requirementWords(requirement)}`)
      throw fail('NO_OFFER_MATCHES', { rejections: counts.join(', ') })
    }
    await sleep(clock, OFFER_POLL_MS, signal)
  }
}
