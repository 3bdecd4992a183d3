import { createMetrics, type Logger, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { expect, test } from 'vitest'
import { askAll } from './ask-all.ts'
import { MarketplaceRecords } from './marketplace-records.ts'

const [one, other] = [`0x${'a1'.repeat(20)}`, `0x${'b2'.repeat(20)}`] as [Address, Address]

function node() {
  const warnings: string[] = []
  const logger: Logger = { ...silentLogger, warn: (_, message) => void warnings.push(message) }
  const records = new MarketplaceRecords({
    marketplaces: [one, other],
    clock: new VirtualClock(),
    logger,
    metrics: createMetrics({ processMetrics: false }),
  })
  const ask = (answer: (address: Address) => unknown) =>
    askAll([{ address: one }, { address: other }], async ({ address }) => answer(address), { records, logger })
  return { ask, warnings, failures: () => records.list().map(({ failures }) => failures) }
}

test('who asks wrongly is told so, and no marketplace has failed for it or is logged', async () => {
  const { ask, warnings, failures } = node()
  const wrong = () => {
    throw fail('INPUT_INVALID', { field: 'query', reason: 'it is none' })
  }
  await expect(ask(wrong)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect([warnings, failures()]).toEqual([[], [0, 0]])
})

test('one that does not answer is counted and logged, and where none does each is told in one clause', async () => {
  const { ask, warnings, failures } = node()
  const silent = (address: Address) => {
    throw fail('PEER_UNREACHABLE', { address, reason: 'direct 192.0.2.1:15021: nothing listens there' })
  }
  expect(await ask((address) => (address === one ? silent(address) : 'all'))).toEqual(['all'])
  expect([warnings, failures()]).toEqual([['a marketplace did not answer'], [1, 0]])
  await expect(ask(silent)).rejects.toMatchObject({
    code: 'MARKETPLACES_UNREACHABLE',
    data: { reasons: [one, other].map((each) => `${each}: direct 192.0.2.1:15021: nothing listens there`).join('; ') },
  })
})
