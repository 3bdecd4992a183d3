import type { Clock } from '@sonm/common'
import { type Address, fromHex, type Hex, type Signer, signerFromPrivateKey } from '@sonm/model'
import { mnemonicToAccount } from 'viem/accounts'
import type { Contracts } from '../contracts.ts'
import { deployContracts } from '../deploy/deploy-contracts.ts'
import type { FullChainClient } from '../settlement.ts'
import { createChainClient } from '../viem/create-chain-client.ts'
import { ANVIL_MNEMONIC, type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'

/** The signer of one of anvil's ten funded accounts. */
export function anvilSigner(index: number): Signer {
  const account = mnemonicToAccount(ANVIL_MNEMONIC, { addressIndex: index })
  return signerFromPrivateKey(account.getHdKey().privateKey!)
}

/** A chain of its own for one test file, with the contracts on it. */
export interface TestChain {
  readonly anvil: Anvil
  readonly contracts: Contracts
  readonly startBlock: bigint
  /** Account 0: holds the SNM that the faucet does not, reports the price of SNM, and is the validator. */
  readonly deployer: Signer
  /** A client that signs as this account. */
  clientFor(signer: Signer): FullChainClient
  /** A client of a fresh account that holds Ether and SNM. */
  fundedClient(key: Hex, snmWei: bigint): Promise<FullChainClient>
  /** Moves the chain's time forward and mines a block at that time. */
  advance(durationSeconds: bigint): Promise<void>
  stop(): Promise<void>
}

/** Starts anvil and deploys the contracts, with a faucet of 100 SNM a call. */
export async function startTestChain(options: AnvilOptions): Promise<TestChain> {
  const { clock } = options
  const anvil = await startAnvil(options)
  try {
    const deployer = anvilSigner(0)
    const { contracts, startBlock } = await deployContracts({
      url: anvil.url,
      expectedChainId: anvil.chainId,
      deployer,
      clock,
      faucet: { amountWei: 100n * 10n ** 18n, intervalSeconds: 0n, fundWei: 1_000_000n * 10n ** 18n },
      prices: { reporters: [deployer.address], maxAgeSeconds: 3600n },
    })
    const clientFor = (signer: Signer) => testClient(anvil, contracts, signer, clock)
    const treasury = clientFor(deployer)
    return {
      anvil,
      contracts,
      startBlock,
      deployer,
      clientFor,
      async fundedClient(key, snmWei) {
        const client = clientFor(signerFromPrivateKey(fromHex(key)))
        await setEth(anvil, client.account, 10n ** 20n)
        if (snmWei > 0n) await treasury.transferSnm(client.account, snmWei)
        return client
      },
      async advance(durationSeconds) {
        await anvil.request('evm_increaseTime', Number(durationSeconds))
        await anvil.request('evm_mine')
      },
      stop: anvil.stop,
    }
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

function testClient(anvil: Anvil, contracts: Contracts, signer: Signer, clock: Clock): FullChainClient {
  return createChainClient({
    url: anvil.url,
    expectedChainId: anvil.chainId,
    contracts,
    signer,
    clock,
    pollIntervalMs: 20,
    receiptTimeoutMs: 20_000,
  })
}

/** Gives an account Ether out of nothing. */
export async function setEth(anvil: Anvil, account: Address, amountWei: bigint): Promise<void> {
  await anvil.request('anvil_setBalance', account, `0x${amountWei.toString(16)}`)
}
