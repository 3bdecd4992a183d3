import { always, createMetrics, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { expect, test } from 'vitest'
import { askAll } from './ask-all.ts'
import { MarketplaceRecords } from './marketplace-records.ts'

const [first, second]: readonly Address[] = [`0x${'a1'.repeat(20)}`, `0x${'a2'.repeat(20)}`]
const invalid = fail('INPUT_INVALID', { field: 'query', reason: 'no such field' })
const away = fail('CALL_TIMEOUT', { peer: 'it' })

/** What comes of a question, given what each of two marketplaces does. */
async function asked(...does: readonly [Error | 'answer', Error | 'answer']) {
  const metrics = createMetrics({ processMetrics: false })
  const logged: string[] = []
  const log = (level: string) => (about: object) =>
    void logged.push(`${level} ${(about as { marketplace: string }).marketplace}`)
  const logger = { ...silentLogger, warn: log('warn'), debug: log('debug') }
  const marketplaces = always([first!, second!])
  const clock = new VirtualClock()
  const records = new MarketplaceRecords({ marketplaces, clock, logger, metrics })
  const ask = async ({ at }: { address: Address; at: number }) => {
    const done = does[at]!
    if (done !== 'answer') throw done
    return done
  }
  const peers = marketplaces.now.map((address, at) => ({ address, at }))
  const outcome = await askAll(peers, ask, { records, logger, clock }).catch((error: { code: string }) => error.code)
  const failures = records.list().map((record) => record.failures)
  const text = await metrics.text()
  return {
    outcome,
    logged,
    failures,
    refused: text.match(/questions_refused_total\{code="INPUT_INVALID"\} (\d+)/)?.[1],
  }
}

test("a question that is wrong is the asker's failure: no warning, no failure of a marketplace, and it is counted", async () => {
  expect(await asked(invalid, invalid)).toEqual({
    outcome: 'INPUT_INVALID',
    logged: [`debug ${first}`, `debug ${second}`],
    failures: [0, 0],
    refused: '2',
  })
})

test('one that refuses what another answers has failed, as one that does not answer', async () => {
  const failed = { outcome: ['answer'], logged: [`warn ${first}`], failures: [1, 0], refused: undefined }
  expect(await asked(invalid, 'answer')).toEqual(failed)
  expect(await asked(away, 'answer')).toEqual(failed)
})

test('where one refuses and the other does not answer, the question was wrong and the other has failed', async () => {
  expect(await asked(invalid, away)).toEqual({
    outcome: 'INPUT_INVALID',
    logged: [`debug ${first}`, `warn ${second}`],
    failures: [0, 1],
    refused: '1',
  })
})

test('a marketplace that is away is no mistake of the asker', async () => {
  expect(await asked(away, away)).toEqual({
    outcome: 'MARKETPLACES_UNREACHABLE',
    logged: [`warn ${first}`, `warn ${second}`],
    failures: [1, 1],
    refused: undefined,
  })
})

test('where none answers each is told in one clause', async () => {
  const [clock, logger, metrics] = [new VirtualClock(), silentLogger, createMetrics({ processMetrics: false })]
  const records = new MarketplaceRecords({ marketplaces: always([first!, second!]), clock, logger, metrics })
  const silent = async ({ address }: { address: Address }) => {
    throw fail('PEER_UNREACHABLE', { address, reason: 'direct 192.0.2.1:15021: nothing listens there' })
  }
  await expect(
    askAll([{ address: first! }, { address: second! }], silent, { records, logger, clock }),
  ).rejects.toMatchObject({
    code: 'MARKETPLACES_UNREACHABLE',
    data: {
      reasons: [first, second].map((each) => `${each}: direct 192.0.2.1:15021: nothing listens there`).join('; '),
    },
  })
})

test('one that takes the question and says nothing is left out soon after another has answered', async () => {
  const [clock, logger, metrics] = [new VirtualClock(), silentLogger, createMetrics({ processMetrics: false })]
  const records = new MarketplaceRecords({ marketplaces: always([first!, second!]), clock, logger, metrics })
  const ask = ({ address }: { address: Address }) =>
    address === first ? Promise.resolve('answer') : new Promise<string>(() => {})
  const answers = askAll([{ address: first! }, { address: second! }], ask, { records, logger, clock })
  await clock.advance(3_000)
  expect(await answers).toEqual(['answer'])
  expect(records.list().map(({ failures }) => failures)).toEqual([0, 1])
  expect(clock.nextTimerMs()).toBeUndefined()
})
