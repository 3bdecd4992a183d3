import type { ServiceImpl } from '@connectrpc/connect'
import type { ChainClient, Receipt } from '@sonm/chain'
import { fail, formatAmount } from '@sonm/model'
import { readHex, readNumber, type WalletService } from '@sonm/protocol'
import type { DealBook } from '../deals/deal-book.ts'

/** The external API's wallet. Money moves between the account and its own balance in the market only. */
export function walletService(options: {
  readonly chain: ChainClient
  readonly book: DealBook
  /** Ends what would take money that is not meant for it. */
  readonly beforeDeposit: () => Promise<void>
}): ServiceImpl<typeof WalletService> {
  const { chain, book, beforeDeposit } = options

  const amountOf = (text: string) => {
    const amountWei = readNumber('amount_wei', text)
    if (amountWei === 0n) throw fail('INPUT_INVALID', { field: 'amount_wei', reason: 'it must be more than 0' })
    return amountWei
  }
  return {
    async getBalances(request) {
      const address = readHex('address', request.address, 20, chain.account)
      const [{ ethWei, snmWei, freeWei }, open] = await Promise.all([
        chain.balances(address),
        book.list({ withClosed: false }),
      ])
      const lockedWei = open
        .filter(({ deal }) => deal.buyer === address)
        .reduce((sum, { deal }) => sum + deal.lockedWei, 0n)
      return {
        address,
        ethWei: ethWei.toString(),
        snmWei: snmWei.toString(),
        marketFreeWei: freeWei.toString(),
        marketLockedWei: lockedWei.toString(),
      }
    },
    async deposit(request) {
      const amountWei = amountOf(request.amountWei)
      const { snmWei } = await chain.balances(chain.account)
      if (amountWei > snmWei) throw fail('SNM_INSUFFICIENT', { account: chain.account, ...figures(amountWei, snmWei) })
      await beforeDeposit()
      return receiptToMessage(await chain.deposit(amountWei))
    },
    async withdraw(request) {
      const amountWei = amountOf(request.amountWei)
      const { freeWei } = await chain.balances(chain.account)
      if (amountWei > freeWei) throw fail('BALANCE_INSUFFICIENT', figures(amountWei, freeWei))
      return receiptToMessage(await chain.withdraw(amountWei))
    },
    async requestFaucet() {
      return receiptToMessage(await chain.requestFaucet())
    },
  }
}

function figures(neededWei: bigint, availableWei: bigint) {
  return { needed: formatAmount(neededWei), available: formatAmount(availableWei) }
}

export function receiptToMessage({ txHash, blockNumber, gasUsed, feeWei }: Receipt) {
  return { txHash, blockNumber, gasUsed, feeWei: feeWei.toString() }
}
