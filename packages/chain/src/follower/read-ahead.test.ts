import { fail, type Hex } from '@sonm/model'
import { beforeEach, expect, test } from 'vitest'
import { FollowerRig, upTo } from '../testing/follower-rig.ts'

let rig: FollowerRig

beforeEach(() => {
  rig = new FollowerRig()
})

test('while much is to be read the next ranges are read ahead, and stored in order', async () => {
  rig.mine(20)
  const open: { readonly range: string; readonly give: () => void }[] = []
  rig.answer((method, params) => {
    const given = rig.node.answerAs('current', method, params)
    const { toBlock } = params[0] as { toBlock?: Hex }
    if (toBlock === undefined) return given
    return new Promise((resolve) => open.push({ range: rig.asked.at(-1)!, give: () => resolve(given) }))
  })
  const work = rig.follow({ maxBlocksPerStep: 4, stepsAhead: 3 }).sync()
  const all: string[] = []
  // The last of those that are on their way comes first, each time.
  while (all.length < 6) {
    await rig.clock.advance(0)
    expect(open.length).toBeLessThanOrEqual(3)
    if (all.length === 0) expect(open.map(({ range }) => range)).toEqual(['0-3', '4-7', '8-11'])
    const { range, give } = open.pop()!
    all.push(range)
    give()
  }
  await work
  expect(all.slice(0, 3)).toEqual(['8-11', '4-7', '0-3'])
  expect(rig.blocks).toEqual(upTo(20))
})

test('a range that is refused is halved, and grown again', async () => {
  rig.mine(400)
  let most = 10
  rig.answer((method, params) => {
    const { fromBlock, toBlock } = params[0] as { fromBlock?: Hex; toBlock?: Hex }
    if (Number(toBlock) - Number(fromBlock) >= most) {
      throw fail('CHAIN_REFUSED', { url: 'fake', reason: `eth_getLogs is limited to a ${most} blocks range` })
    }
    return rig.node.answerAs('current', method, params)
  })
  const follower = rig.follow({ maxBlocksPerStep: 64, stepsAhead: 1 })
  await follower.sync()
  expect(rig.blocks).toEqual(upTo(400))
  expect(rig.ranges.slice(0, 5)).toEqual(['0-63', '0-31', '0-15', '0-7', '8-15'])
  const refused = rig.ranges.filter((range) => sizeOf(range) > most)
  expect(refused.length).toBeLessThan(rig.ranges.length / 3)
  most = 1_000
  rig.asked = []
  rig.mine(1000)
  await follower.sync()
  expect(sizeOf(rig.ranges.at(-2)!)).toBe(64)
  expect(rig.blocks).toEqual(upTo(1400))
})

function sizeOf(range: string): number {
  const [from, to] = range.split('-').map(Number)
  return to! - from! + 1
}

test('an endpoint that cuts long answers off is rig.asked for less', async () => {
  rig.mine(100)
  rig.answer((method, params) => {
    const given = rig.node.answerAs('current', method, params)
    return method === 'eth_getLogs' ? (given as unknown[]).slice(0, 10) : given
  })
  await rig.follow({ maxBlocksPerStep: 64 }).sync()
  expect(rig.blocks).toEqual(upTo(100))
})

test('a block that is refused alone is no endless loop', async () => {
  rig.mine(4)
  rig.answer((method, params) => {
    if (method === 'eth_getLogs')
      throw fail('CHAIN_REFUSED', { url: 'fake', reason: 'query returned more than 10000 results' })
    return rig.node.answerAs('current', method, params)
  })
  await expect(rig.follow().sync()).rejects.toMatchObject({ code: 'CHAIN_RANGE_REFUSED', retryable: true })
})

test('an endpoint that does not answer in time is given up, and rig.asked for less', async () => {
  rig.mine(39)
  let isHanging = true
  rig.answer((method, params) => {
    const isRange = method === 'eth_getLogs'
    return isRange && isHanging ? new Promise(() => {}) : rig.node.answerAs('current', method, params)
  })
  const follower = rig.follow({ maxBlocksPerStep: 40, requestTimeoutMs: 5_000 })
  const work = follower.sync()
  const failed = expect(work).rejects.toMatchObject({ code: 'CHAIN_SLOW', retryable: true })
  await rig.clock.advance(5_000)
  await failed
  isHanging = false
  await follower.sync()
  expect(rig.ranges).toEqual(['0-39', '0-19', '20-39'])
  expect(rig.clock.nextTimerMs()).toBeUndefined()
})
