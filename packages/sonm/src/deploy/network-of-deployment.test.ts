import type { DeploymentFile } from '@sonm/chain'
import type { Address, Hex } from '@sonm/model'
import { expect, test } from 'vitest'
import type { WrittenNetwork } from '../home/network-file.ts'
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

test('all that is not given stays, where the market is the same', () => {
  const peers = { marketplaces: ['m'], locators: ['l'], relays: ['r'] }
  const before: WrittenNetwork = {
    ...(networkOfDeployment(deployment, urls, peers) as WrittenNetwork),
    priceFeeds: { ethUsd: at('e') },
    confirmations: 12,
    maxFeePerGasWei: '7000000000',
    pollIntervalMs: 900,
  }
  expect(networkOfDeployment(deployment, ['https://c.example'], none, before)).toEqual({
    ...before,
    rpcUrl: 'https://c.example',
    moreRpcUrls: [],
  })
  const given = { ...none, locators: [], relays: ['s'] }
  expect(networkOfDeployment(deployment, urls, given, before)).toEqual({ ...before, locators: [], relays: ['s'] })
  expect(networkOfDeployment(deployment, urls, none, { ...before, chainId: 1 })).toEqual(
    networkOfDeployment(deployment, urls, none),
  )
})
