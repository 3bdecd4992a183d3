import { TaskPhaseMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { Town } from './town.ts'

/** Messages are lost, doubled and late, streams break, everybody is killed now and then; in the end everything is as it must be. */
async function play(seed: number) {
  const town = await new Town(seed, { keepAfterCloseMs: 1e12 }).open()
  const { random, net } = town
  await town.startHub()
  await town.startWorker()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  net.setFaults({
    latencyMs: { least: 1, most: 400 },
    lostRequests: 0.05,
    lostResponses: 0.05,
    doubledRequests: 0.1,
    brokenStreams: 0.05,
  })
  const taskIds = Array.from({ length: 3 }, (_, at) => String(at).repeat(32))
  for (const taskId of taskIds) {
    const spec = { runMs: 5_000 + random.integer(20_000), exitCode: random.integer(3), outputs: ['out.txt'] }
    await town.eventually(() => buyer.start(deal.id, taskId, spec))
    const steps = random.integer(4)
    for (let step = 0; step < steps; step++) {
      await town.run(random.integer(8_000))
      if (random.integer(2) === 0) {
        await town.killHub()
        await town.run(random.integer(3_000))
        await town.startHub()
      } else {
        await town.killWorker()
        await town.run(random.integer(3_000))
        await town.startWorker()
      }
    }
    await town.eventually(async () => {
      const seen = await buyer.phase(taskId)
      if (seen?.phase !== TaskPhaseMessage.ENDED) throw new Error('not yet')
      expect(seen.end).toMatchObject({ reason: 'exited', exitCode: spec.exitCode })
      expect(seen.outputs).toHaveLength(1)
    })
    expect(await town.eventually(() => buyer.logs(taskId))).toBe('hello\n')
  }
  net.setFaults({})
  expect(town.chain.model.openDeals()).toHaveLength(1)
  await buyer.close(deal.id)
  await town.until(async () => (await town.planState()) === 'offered')
  await town.until(() => town.records.size === 0)
  expect(town.unexpected).toEqual([])
}

const FIRST = Number(process.env.FIRST_SEED ?? 1)
const SEEDS = Number(process.env.SEEDS ?? 12)

test.each(Array.from({ length: SEEDS }, (_, at) => FIRST + at))(
  'whatever the network loses, no task is lost (seed %i)',
  play,
)
