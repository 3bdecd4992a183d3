import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Follower } from '@sonm/chain'
import { decodePlainly, EventStore, RecordedLog } from '@sonm/chain/testing'
import { silentLogger, systemClock } from '@sonm/common'
import { beside, inTurns, type Measured } from './figure.ts'

const EVENTS = 60_000
/** The peer is slower, and its rate does not depend on how many there are. */
const PEER_EVENTS = 10_000
const BLOCKS_PER_STEP = 100
const ROUNDS = 5

/**
 * From an endpoint's answers, as text, to rows in SQLite on a disk: a follower, which checks them, beside viem's plain
 * decode loop, which does not.
 */
export async function* measure(): AsyncIterable<Measured> {
  const log = new RecordedLog({ events: EVENTS, seed: 7 })
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  let stores = 0
  const timed = async (events: number, fill: (store: EventStore) => Promise<void>): Promise<number> => {
    const store = new EventStore(join(folder, `${++stores}.sqlite`))
    const startMs = systemClock.monotonicMs()
    await fill(store)
    const rate = (events * 1000) / (systemClock.monotonicMs() - startMs)
    if (store.count !== events) throw new Error(`${store.count} events were stored, not ${events}`)
    store.close()
    return rate
  }
  try {
    const rates = await inTurns(
      ROUNDS,
      () => timed(EVENTS, (store) => follow(log, store)),
      () => timed(PEER_EVENTS, async (store) => decodeLoop(log, store, PEER_EVENTS)),
    )
    yield beside(
      { name: 'follower.events', value: rates.ours, unit: 'events/s', better: 'higher', n: ROUNDS * EVENTS },
      'viem decodeEventLog',
      rates.peer,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function follow({ chain }: RecordedLog, store: EventStore): Promise<void> {
  const follower = new Follower({
    chain,
    clock: systemClock,
    logger: silentLogger,
    startBlock: 0n,
    confirmations: 0,
    maxBlocksPerStep: BLOCKS_PER_STEP,
    onEvents: async (events, checkpoint) => store.apply(events, checkpoint),
    onRollback: async (toBlock, checkpoint) => store.rollBack(toBlock, checkpoint),
  })
  await follower.sync()
}

function decodeLoop(log: RecordedLog, store: EventStore, events: number): void {
  // The first block is empty.
  for (let from = 1; store.count < events; from += BLOCKS_PER_STEP) {
    store.apply(decodePlainly(JSON.parse(log.logsOf(from, from + BLOCKS_PER_STEP - 1))), [])
  }
}
