import { createChainClient, deployContracts } from '@sonm/chain'
import type { Clock } from '@sonm/common'
import { fail, type Signer } from '@sonm/model'
import type { NetworkSettings } from '../home/network-file.ts'

const ONE = 10n ** 18n
const ETH_FOR_GAS = 100n * ONE
const BUYER_SNM = 1_000n * ONE
const FAUCET = { amountWei: 100n * ONE, intervalSeconds: 1n, fundWei: 1_000_000n * ONE }
/** The oldest report that an oracle of ours takes, so that a network that is left running keeps its price for two weeks. */
const PRICE_MAX_AGE_SECONDS = 7n * 86_400n
/** Made up, so that amounts in USD can be seen and tried: 0.05 USD for 1 SNM, in 1e-8. No SNM was ever sold for it. */
const MADE_UP_USD_PER_SNM = 5_000_000n
export const DEVNET_CHAIN_ID = 31337

/** Every account of a local network. */
export interface DevnetKeys {
  readonly deployer: Signer
  readonly buyer: Signer
  readonly master: Signer
  readonly hub: Signer
  readonly worker: Signer
  readonly locator: Signer
  readonly marketplace: Signer
}

/** Puts the contracts and a price on a fresh anvil, funds the buyer and the supplier, and has the master confirm his hub. */
export async function deployDevnet(rpcUrl: string, keys: DevnetKeys, clock: Clock): Promise<NetworkSettings> {
  for (const { address } of [keys.deployer, keys.buyer, keys.master, keys.hub]) {
    await callAnvil(rpcUrl, 'anvil_setBalance', [address, `0x${ETH_FOR_GAS.toString(16)}`])
  }
  const { contracts, startBlock } = await deployContracts({
    url: rpcUrl,
    expectedChainId: DEVNET_CHAIN_ID,
    deployer: keys.deployer,
    clock,
    faucet: FAUCET,
    prices: { reporters: [keys.deployer.address], maxAgeSeconds: PRICE_MAX_AGE_SECONDS },
  })
  const as = (signer: Signer) =>
    createChainClient({ url: rpcUrl, expectedChainId: DEVNET_CHAIN_ID, contracts, signer, clock, pollIntervalMs: 20 })
  const deployer = as(keys.deployer)
  await Promise.all([
    deployer.transferSnm(keys.buyer.address, BUYER_SNM),
    deployer.oracle.report(MADE_UP_USD_PER_SNM),
    as(keys.hub).announceMaster(keys.master.address),
  ])
  await as(keys.master).confirmHub(keys.hub.address)
  return {
    name: 'devnet',
    chainId: DEVNET_CHAIN_ID,
    rpcUrl,
    moreRpcUrls: [],
    contracts,
    marketplaces: [],
    locators: [],
    confirmations: 0,
    pollIntervalMs: 200,
    startBlock: Number(startBlock),
  }
}

/** A call that only a development chain answers. */
async function callAnvil(url: string, method: string, params: readonly unknown[]): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const { error } = (await answer.json()) as { error?: { message: string } }
  if (error) throw fail('CHAIN_UNREACHABLE', { url, reason: `${method}: ${error.message}` })
}
