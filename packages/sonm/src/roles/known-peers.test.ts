import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, VirtualClock } from '@sonm/common'
import { afterAll, expect, test } from 'vitest'
import { type NetworkSettings, readNetworkFile, writeNetworkFile } from '../home/network-file.ts'
import { KnownPeers } from './known-peers.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-known-peers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const address = (digit: string) => `0x${digit.repeat(40)}` as const
const peer = (digit: string, port = 1) => `${address(digit)}@127.0.0.1:${port}`
const network: NetworkSettings = {
  name: 'test',
  chainId: 31_337,
  rpcUrl: 'http://127.0.0.1:8545',
  contracts: { snm: address('1'), registry: address('2'), market: address('3') },
  marketplaces: [peer('a')],
  locators: [],
}

async function watching() {
  const path = join(mkdtempSync(join(folder, 'home-')), 'network.json')
  writeNetworkFile(path, network)
  const clock = new VirtualClock()
  const told: (readonly [level: string, about: unknown])[] = []
  const tell = (level: string) => (about: object) => void told.push([level, about])
  const logger = { ...silentLogger, info: tell('info'), warn: tell('warn') }
  const peers = new KnownPeers({ path, file: readNetworkFile(path), clock, logger })
  await peers.start()
  const changes: string[] = []
  for (const kind of ['marketplaces', 'locators', 'relays'] as const) peers[kind].onChange(() => changes.push(kind))
  const ports = () => peers.marketplaces.now.map(({ endpoint }) => endpoint.port)
  return { path, clock, peers, told, changes, ports }
}

test('services that are added to the network file, moved or removed are known within 5 s, and the others are left alone', async () => {
  const { path, clock, peers, told, changes, ports } = await watching()
  await clock.advance(10_000)
  expect(changes).toEqual([])
  writeNetworkFile(path, { ...network, marketplaces: [peer('a', 2), peer('b', 3)], relays: [peer('c')] })
  await clock.advance(5_000)
  expect(changes.splice(0)).toEqual(['marketplaces', 'relays'])
  expect(ports()).toEqual([2, 3])
  expect(peers.relays.now).toMatchObject([{ address: address('c') }])
  writeNetworkFile(path, { ...network, marketplaces: [], locators: [peer('d')] })
  await clock.advance(5_000)
  expect(changes.splice(0)).toEqual(['marketplaces', 'locators', 'relays'])
  expect(told.map(([level]) => level)).toEqual(['info', 'info', 'info', 'info', 'info'])
  await peers.stop()
  writeNetworkFile(path, network)
  await clock.advance(60_000)
  expect(changes).toEqual([])
})

test.each([
  ['is half written', '{"name": "te'],
  ['is gone', undefined],
  ['names a peer that is none', JSON.stringify({ ...network, marketplaces: [peer('b', 99_999)], relays: [peer('c')] })],
  ['is of another chain', JSON.stringify({ ...network, chainId: 1, marketplaces: [peer('b')] })],
  [
    'is of another market',
    JSON.stringify({ ...network, contracts: { ...network.contracts, market: address('9') }, marketplaces: [] }),
  ],
])('of a network file that %s nothing is taken, which is told once', async (_, text) => {
  const { path, clock, told, changes, ports } = await watching()
  if (text === undefined) rmSync(path)
  else writeFileSync(path, text)
  await clock.advance(60_000)
  expect(changes).toEqual([])
  expect(ports()).toEqual([1])
  expect(told).toMatchObject([['warn', { path }]])
  writeNetworkFile(path, { ...network, marketplaces: [peer('a', 7)] })
  await clock.advance(5_000)
  expect(ports()).toEqual([7])
  writeFileSync(path, text ?? '')
  await clock.advance(10_000)
  expect(told.map(([level]) => level)).toEqual(['warn', 'info', 'warn'])
})
