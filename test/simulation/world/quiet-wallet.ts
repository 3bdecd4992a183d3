import type { WalletChain } from '@sonm/chain'
import { fail } from '@sonm/model'

const refuse = async (): Promise<never> => {
  throw fail('INTERNAL', { what: 'no wallet sends anything in a simulated market' })
}

/** In a simulated market money moves by deals alone: of SNM outside of it nothing is heard, and nothing is sent to strangers. */
export const quietWallet: WalletChain = {
  contracts: { snm: `0x${'51'.repeat(20)}`, registry: `0x${'52'.repeat(20)}`, market: `0x${'53'.repeat(20)}` },
  tokenTransfers: async () => [],
  usdPrice: async () => undefined,
  giveDevEther: async () => false,
  fateOf: async () => ({ kind: 'open' }),
  onReplaced: () => {},
  isContract: async () => false,
  isDev: false,
  feeOf: async (gas) => ({ gas, feeWei: 0n, maxFeeWei: 0n }),
  faucetAmountWei: refuse,
  token: refuse,
  tokenBalance: refuse,
  quote: refuse,
  transferToken: refuse,
}

export const noContacts = { read: async () => [], write: async () => {} }
