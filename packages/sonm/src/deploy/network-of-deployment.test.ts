import type { DeploymentFile } from '@sonm/chain'
import type { Address, Hex } from '@sonm/model'
import { expect, test } from 'vitest'
import type { NetworkFile } from '../home/network-file.ts'
import { networkOfDeployment } from './network-of-deployment.ts'

const at = (digit: string): Address => `0x${digit.repeat(40)}`
const contract = (digit: string) => ({ address: at(digit), codeHash: `0x${digit.repeat(64)}` as Hex, blockNumber: 7 })
const deployment: DeploymentFile = {
  network: 'sepolia',
  chainId: 11_155_111,
  deployer: at('d'),
  factory: at('f'),
  salt: `0x${'5'.repeat(64)}`,
  design: { holder: at('d'), validators: [], prices: { reporters: [at('d')], maxAgeSeconds: '60' } },
  startBlock: 7,
  compiler: {},
  contracts: {
    SNM: contract('1'),
    Registry: contract('2'),
    Market: contract('3'),
    Profiles: contract('4'),
    Oracle: contract('5'),
    Faucet: contract('6'),
  },
}
const none = { marketplaces: undefined, locators: undefined, relays: undefined }
const urls = ['https://a.example', 'https://b.example']

test('a network file is made of a deployment, and leaves to the chain what is the chain’s', () => {
  expect(networkOfDeployment(deployment, urls, { marketplaces: ['m'], locators: ['l'], relays: ['r'] })).toEqual({
    name: 'sepolia',
    chainId: 11_155_111,
    rpcUrl: 'https://a.example',
    moreRpcUrls: ['https://b.example'],
    contracts: {
      snm: at('1'),
      registry: at('2'),
      market: at('3'),
      profiles: at('4'),
      oracle: at('5'),
      faucet: at('6'),
    },
    marketplaces: ['m'],
    locators: ['l'],
    relays: ['r'],
    startBlock: 7,
  })
})

test('a feed that was there already is where prices come from, and no oracle of ours', () => {
  const design = { ...deployment.design, prices: { feed: at('5'), maxAgeSeconds: '60' } }
  const file = networkOfDeployment({ ...deployment, design }, urls, none)
  expect(file.priceFeeds).toEqual({ snmUsd: at('5') })
  expect(file.contracts.oracle).toBeUndefined()
})

test('peers that are not given stay, where the market is the same', () => {
  const peers = { marketplaces: ['m'], locators: ['l'], relays: ['r'] }
  const before = networkOfDeployment(deployment, urls, peers) as unknown as NetworkFile
  expect(networkOfDeployment(deployment, urls, none, before)).toMatchObject(peers)
  expect(networkOfDeployment(deployment, urls, { ...none, locators: [] }, before)).toMatchObject({ locators: [] })
  const elsewhere = { ...before, chainId: 1 }
  expect(networkOfDeployment(deployment, urls, none, elsewhere)).toMatchObject({
    marketplaces: [],
    locators: [],
    relays: [],
  })
})
