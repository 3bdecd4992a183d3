import type { ServiceImpl } from '@connectrpc/connect'
import type { ChainClient, Receipt, Token, WalletChain } from '@sonm/chain'
import { type Currency, fail } from '@sonm/model'
import { readHex, readNumber, readOneOf, readPresent, type WalletService } from '@sonm/protocol'
import type { DealBook } from '../deals/deal-book.ts'
import { addressOf, resolveAsset } from './assets.ts'
import type { Contacts } from './contacts.ts'
import { requestFaucet } from './faucet.ts'
import type { History, HistoryPage } from './history.ts'
import type { PaymentDesk, PaymentPlan } from './payment-desk.ts'
import { type PriceSource, pricesMessage } from './prices.ts'
import type { TokenHistory } from './token-history.ts'

/** The external API's wallet: the only part of a node that sends money to others. */
export function walletService(options: {
  readonly chain: ChainClient
  readonly wallet: WalletChain
  readonly deals: DealBook
  readonly desk: PaymentDesk
  readonly history: History
  readonly tokenHistory: TokenHistory
  readonly contacts: Contacts
  readonly usdPrices: PriceSource | undefined
}): ServiceImpl<typeof WalletService> {
  const { chain, wallet, deals, desk, history, tokenHistory, contacts, usdPrices } = options
  const readToken = async (text: string) => {
    const asset = await resolveAsset(text, wallet)
    if (asset.kind !== 'ether') return asset.currency
    throw fail('INPUT_INVALID', { field: 'token', reason: 'the chain keeps no list of what came in Ether' })
  }
  const lockedByAccount = async () => {
    const open = await deals.openAsBuyer()
    return open.reduce((sum, { deal }) => sum + deal.lockedWei, 0n).toString()
  }
  return {
    async getBalances(request) {
      const address = readHex('address', request.address, 20, chain.account)
      const [{ ethWei, snmWei, freeWei }, lockedWei, prices] = await Promise.all([
        chain.balances(address),
        // Of another account the book has those deals alone which it has with ours: no sum would be true.
        address === chain.account ? lockedByAccount() : '',
        pricesMessage(usdPrices),
      ])
      return {
        address,
        ethWei: ethWei.toString(),
        snmWei: snmWei.toString(),
        marketFreeWei: freeWei.toString(),
        marketLockedWei: lockedWei,
        prices,
      }
    },
    async planPayment({ kind, to, asset, amount }) {
      const wish = {
        kind: readOneOf('kind', kind, ['send', 'deposit', 'withdraw', 'faucet']),
        to,
        asset,
        amount: kind === 'faucet' ? 0n : readAmount('amount', amount),
      }
      const [plan, prices] = await Promise.all([desk.plan(wish), pricesMessage(usdPrices)])
      return { ...planMessage(plan), from: chain.account, prices }
    },
    async send({ to, asset, amount }) {
      // A name may stand for somebody else by now than when the payer agreed.
      const address = readHex('to', to, 20)
      return receiptToMessage(await desk.send({ to: address, asset, amount: readAmount('amount', amount) }))
    },
    async deposit(request) {
      return receiptToMessage(await desk.deposit(readAmount('amount_wei', request.amountWei)))
    },
    async withdraw(request) {
      return receiptToMessage(await desk.withdraw(readAmount('amount_wei', request.amountWei)))
    },
    async requestFaucet() {
      return receiptToMessage(await requestFaucet(chain, wallet, () => desk.requestFaucet()))
    },
    async getToken(request) {
      const asset = await resolveAsset(request.asset, wallet)
      const token = addressOf(asset)
      const account = readHex('account', request.account, 20, chain.account)
      const balance = token ? wallet.tokenBalance(token, account) : chain.balances(account)
      const held = await balance
      return { ...tokenMessage(asset.currency), balance: (typeof held === 'bigint' ? held : held.ethWei).toString() }
    },
    async listHistory({ limit, cursor, sinceSeconds, token }) {
      const request = { limit, cursor, sinceSeconds }
      const [page, names, prices] = await Promise.all([
        token === '' ? history.list(request) : tokenHistory.list(await readToken(token), request),
        contacts.names(),
        pricesMessage(usdPrices),
      ])
      return { ...pageMessage(page, names), prices }
    },
    async listContacts() {
      return { contacts: [...(await contacts.list())] }
    },
    async putContact({ contact, replace }) {
      const { name, address } = readPresent('contact', contact)
      return contacts.put(name, address, replace)
    },
    async removeContact({ name }) {
      return contacts.remove(name)
    },
  }
}

const MAX_UINT256 = 2n ** 256n - 1n

function readAmount(field: string, text: string): bigint {
  const amount = readNumber(field, text)
  if (amount === 0n) throw fail('INPUT_INVALID', { field, reason: 'it must be more than 0' })
  if (amount > MAX_UINT256) throw fail('INPUT_INVALID', { field, reason: 'it is more than any token can hold' })
  return amount
}

function tokenMessage({ symbol, decimals, address }: Currency & Partial<Pick<Token, 'address'>>) {
  return { address: address ?? '', symbol, decimals }
}

function planMessage(plan: PaymentPlan) {
  const { kind, to, toName, asset, gas, warnings } = plan
  return {
    kind,
    to,
    toName,
    token: tokenMessage(asset.currency),
    amount: plan.amount.toString(),
    balanceBefore: plan.balanceBefore.toString(),
    balanceAfter: plan.balanceAfter.toString(),
    feeWei: plan.feeWei.toString(),
    maxFeeWei: plan.maxFeeWei.toString(),
    gas,
    warnings: [...warnings],
  }
}

function pageMessage({ rows, nextCursor, readToBlock, latestBlock }: HistoryPage, names: ReadonlyMap<string, string>) {
  const movements = rows.map((row) => ({
    kind: row.kind,
    token: { address: row.token, symbol: row.symbol, decimals: row.decimals },
    amount: row.amount,
    counterparty: row.counterparty,
    counterpartyName: names.get(row.counterparty) ?? '',
    dealId: BigInt(row.deal_id),
    txHash: row.tx_hash,
    blockNumber: BigInt(row.block_number),
    timestampSeconds: BigInt(row.timestamp_seconds),
    state: row.state,
    feeWei: row.feeWei,
  }))
  // Before the first block is read, the last one read is the one before it.
  return { movements, nextCursor, readToBlock: readToBlock < 0n ? 0n : readToBlock, latestBlock }
}

export function receiptToMessage({ txHash, blockNumber, gasUsed, feeWei }: Receipt) {
  return { txHash, blockNumber, gasUsed, feeWei: feeWei.toString() }
}
