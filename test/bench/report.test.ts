import { expect, test } from 'vitest'
import { alone, beside, type Figure, type Measured } from './figure.ts'
import { FIGURE_NAMES, isOf } from './names.ts'
import { report, row } from './report.ts'

const unary = alone({ name: 'rpc.unary', value: 1900, unit: 'calls/s', better: 'higher', n: 6400 })
const sign = beside(
  { name: 'orders.sign', value: 9620, unit: 'orders/s', better: 'higher', n: 15_000 },
  'viem signTypedData',
  1840,
)

async function reported(names: readonly Figure['name'][], ...measured: Measured[]) {
  const printed: Figure[] = []
  const warned: string[] = []
  const each = async function* () {
    yield* measured
  }
  await report(
    names,
    each(),
    (figure) => printed.push(figure),
    (line) => warned.push(line),
  )
  return { printed, warned }
}

test('the names that later runs are compared by are all registered', () => {
  expect(Object.values(FIGURE_NAMES).flat().sort()).toEqual([
    'follower.events',
    'gas.amend',
    'gas.amend.both',
    'gas.bill',
    'gas.bill.batch20',
    'gas.cancel',
    'gas.cancelAll',
    'gas.close',
    'gas.deposit',
    'gas.life',
    'gas.openDeal',
    'gas.openDeal.batch20',
    'gas.take',
    'gas.withdraw',
    'locator.announce',
    'locator.announce.single',
    'locator.resolve',
    'locator.resolve.single',
    'market.book.explain.p50',
    'market.book.pairs',
    'market.book.search.p50',
    'market.book.search.p99',
    'market.intake',
    'market.intake.limit',
    'market.junk',
    'market.junk.search',
    'market.memory',
    'market.mixed.ops',
    'market.mixed.p99',
    'market.pairs',
    'market.restart',
    'market.search.E.p50',
    'market.search.E.p99',
    'market.search.N.p50',
    'market.search.N.p99',
    'market.search.R.p50',
    'market.search.R.p99',
    'market.search.U.p50',
    'market.search.U.p99',
    'market.search.X1.p50',
    'market.search.X1.p99',
    'market.search.X2.p50',
    'market.search.X2.p99',
    'market.search.X3.p50',
    'market.search.X3.p99',
    'market.search.postgres.p50',
    'market.search.rpc.p50',
    'market.search.sqlite.p50',
    'network.rtt.direct.p50',
    'network.rtt.relayed.p50',
    'network.tunnel.direct',
    'network.tunnel.hub',
    'network.tunnel.relayed',
    'network.tunnel.ssh',
    'network.tunnel.tcp',
    'network.unary.parallel',
    'network.unary.sequential',
    'orders.place',
    'orders.sign',
    'orders.verify',
    'quickstart.start.docker',
    'quickstart.start.wasm',
    'rpc.latency.p50',
    'rpc.latency.p99',
    'rpc.stream',
    'rpc.unary',
    'simulation.seeds',
  ])
})

test('a figure is one line of JSON for machines, with the peer only where one was measured', () => {
  expect(JSON.stringify(unary)).toBe('{"name":"rpc.unary","value":1900,"unit":"calls/s","better":"higher","n":6400}')
  expect(JSON.stringify(sign)).toBe(
    '{"name":"orders.sign","value":9620,"unit":"orders/s","better":"higher","n":15000,"peer":"viem signTypedData","peerValue":1840,"ratio":5.23}',
  )
})

test('a line for people writes every number alike, with commas between thousands', () => {
  expect(row(sign)).toMatch(
    /^orders\.sign +9,620 orders\/s +n=15,000 +viem signTypedData: 1,840 orders\/s \(5\.23 times as good\)$/,
  )
  expect(row(unary)).toMatch(/^rpc\.unary +1,900 calls\/s +n=6,400 +$/)
})

test('figures are printed as they come; what is left out is one line elsewhere, with the reason', async () => {
  expect(await reported(['rpc.unary', 'rpc.stream'], unary, { name: 'rpc.stream', leftOut: 'no\nnetwork' })).toEqual({
    printed: [unary],
    warned: ['rpc.stream left out: no network'],
  })
})

test.each([
  ['neither measured nor left out', ['rpc.unary', 'rpc.stream'], [unary], /not measured: rpc\.stream/],
  ['of another area', ['rpc.unary'], [unary, sign], /orders\.sign .*wrong area/],
  ['measured twice', ['rpc.unary'], [unary, unary], /rpc\.unary is measured twice/],
] as const)('a figure that is %s is an error', async (_, names, measured, message) => {
  await expect(reported(names, ...measured)).rejects.toThrow(message)
})

test('a word means the figures that begin with it, by whole words', () => {
  const meant = (word: string) => FIGURE_NAMES.market.filter((name) => isOf(name, word))
  expect(meant('market')).toEqual(FIGURE_NAMES.market)
  expect(meant('market.intake')).toEqual(['market.intake', 'market.intake.limit'])
  expect(meant('market.search.X1')).toEqual(['market.search.X1.p50', 'market.search.X1.p99'])
  expect(meant('market.search.X')).toEqual([])
})
