import { createConnectRouter } from '@connectrpc/connect'
import { always, createMetrics, seededRandom, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { createLocator } from '@sonm/locator'
import { createMarketplace, openMarketplaceStore } from '@sonm/marketplace'
import type { Address } from '@sonm/model'
import { createRelay, limits, type PeerHandlers } from '@sonm/network'
import { createNode, openNodeStore } from '@sonm/node'
import { PIECE_REQUEST_MAX_BYTES, TASK_REQUEST_MAX_BYTES } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import { noContacts, quietWallet } from '../world/quiet-wallet.ts'
import { signerOf, Town } from './town.ts'

/**
 * What every role offers to others, walked over method by method: a service that is added, a method that takes more than
 * others, and a role that asks nobody before it reads, stand here or the test fails.
 */
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A town, and what its peers say that they serve. */
async function observedTown() {
  const town = await new Town().open()
  const served = new Map<Address, PeerHandlers>()
  const join = town.net.join.bind(town.net)
  town.net.join = (address, host) => {
    const network = join(address, host)
    const serve = network.serve.bind(network)
    network.serve = (handlers) => {
      served.set(address, handlers)
      serve(handlers)
    }
    return network
  }
  return { town, served }
}

function walk({ routes, requestMaxBytes, admit }: PeerHandlers) {
  const router = createConnectRouter()
  routes(router)
  const methods = [...new Set(router.handlers.map(({ method }) => method))]
  const larger = methods.flatMap((method) => {
    const most = requestMaxBytes?.get(method) ?? limits.requestMaxBytes
    return most === limits.requestMaxBytes ? [] : [[method.name, most]]
  })
  return {
    services: [...new Set(methods.map(({ parent }) => parent.name))].sort(),
    larger: Object.fromEntries(larger),
    asksBefore: admit !== undefined,
    namesNothingElse: [...(requestMaxBytes?.keys() ?? [])].every((method) => methods.includes(method)),
  }
}

test('a hub asks who calls before it reads, and takes more where files, specs and reports come', async () => {
  const { town, served } = await observedTown()
  await town.startHub()
  cleanups.push(() => town.killHub())
  expect(walk(served.get(town.hubSigner.address)!)).toEqual({
    services: ['HubService', 'StartWitnessService', 'SupplierService', 'WorkerLinkService'],
    larger: {
      PutBlob: PIECE_REQUEST_MAX_BYTES,
      StartTask: TASK_REQUEST_MAX_BYTES,
      PutOutput: PIECE_REQUEST_MAX_BYTES,
      PutLogs: limits.messageMaxBytes,
      Report: limits.messageMaxBytes,
    },
    asksBefore: true,
    namesNothingElse: true,
  })
})

test('a worker serves nobody: it dials', async () => {
  const { town, served } = await observedTown()
  await town.startWorker()
  cleanups.push(() => town.killWorker())
  await town.run(1_000)
  expect(served.has(town.workerSigner.address)).toBe(false)
})

test('a marketplace asks who calls before it reads, and takes more where many orders come', async () => {
  const { town, served } = await observedTown()
  const signer = signerOf(20)
  const store = await openMarketplaceStore(':memory:')
  const { clock, random } = town
  const marketplace = createMarketplace({
    network: town.net.join(signer.address),
    chain: town.chain.clientOf(signer.address),
    follow: { startBlock: 0n, confirmations: 0 },
    store,
    signer,
    random,
    clock,
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
  })
  await town.settle(marketplace.start())
  cleanups.push(async () => {
    await town.settle(marketplace.stop())
    await store.destroy()
  })
  expect(walk(served.get(signer.address)!)).toEqual({
    services: [
      'FederationService',
      'MarketDataService',
      'MarketplaceService',
      'MatchingService',
      'StartReceiptService',
    ],
    larger: { PlaceOrders: limits.messageMaxBytes, AttestOrders: 72 * 1024 },
    asksBefore: true,
    namesNothingElse: true,
  })
})

test('a locator asks who calls before it reads, and takes more where many records come', async () => {
  const { town, served } = await observedTown()
  const locator = createLocator({
    network: town.net.join(signerOf(21).address),
    clock: town.clock,
    random: town.random,
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
  })
  await town.settle(locator.start())
  cleanups.push(() => town.settle(locator.stop()))
  expect(walk(served.get(signerOf(21).address)!)).toEqual({
    services: ['LocatorService'],
    larger: { AnnounceMany: 320 * 1024 },
    asksBefore: true,
    namesNothingElse: true,
  })
})

test('a relay takes nothing large, and needs to ask nobody: its answers cost less than their questions', () => {
  const { address } = signerOf(22)
  const metrics = createMetrics({ processMetrics: false })
  const relay = createRelay({ address, clock: systemClock, random: systemRandom, logger: silentLogger, metrics })
  cleanups.push(() => relay.close())
  expect(walk(relay)).toEqual({ services: ['RelayService'], larger: {}, asksBefore: false, namesNothingElse: true })
})

test("a node's API takes more where files and specs come; its token is asked for by whoever mounts it", async () => {
  const { town } = await observedTown()
  const signer = signerOf(23)
  const chain = town.chain.clientOf(signer.address)
  const store = await openNodeStore(':memory:')
  cleanups.push(() => store.destroy())
  const node = createNode({
    network: town.net.join(signer.address),
    networkDesk: { trace: async () => [], standing: async () => ({}) },
    chain,
    settlement: { ...chain, openDeal: () => Promise.reject(new Error('it opens none here')) },
    wallet: quietWallet,
    contacts: noContacts,
    startBlock: 0n,
    confirmations: 0,
    signer,
    store,
    marketplaces: always([]),
    locators: always([]),
    clock: town.clock,
    random: seededRandom(7),
    logger: silentLogger,
    metrics: createMetrics({ processMetrics: false }),
    version: '1.2.3',
  })
  const { larger, namesNothingElse } = walk(node)
  expect(larger).toEqual({ PutBlob: PIECE_REQUEST_MAX_BYTES, StartTask: TASK_REQUEST_MAX_BYTES })
  expect(namesNothingElse).toBe(true)
})
