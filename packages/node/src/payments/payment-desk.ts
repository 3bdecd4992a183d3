import type { Balances, ChainClient, OnSigned, Payment, Receipt, WalletChain } from '@sonm/chain'
import { type Clock, CodedError, nowSeconds } from '@sonm/common'
import { type Address, checkPayee, ETHER, fail, formatPayment } from '@sonm/model'
import { type Asset, addressOf, resolveAsset } from './assets.ts'
import type { Contacts } from './contacts.ts'
import { givesEtherFirst, quoteFaucet } from './faucet.ts'
import type { HistoryBook, OwnPayment } from './history-book.ts'
import { warningsOf } from './warnings.ts'

export interface PaymentDeskOptions {
  readonly chain: ChainClient
  readonly wallet: WalletChain
  readonly contacts: Contacts
  readonly book: HistoryBook
  readonly clock: Clock
  /** Ends what would take money that is not meant for it. */
  readonly beforeDeposit: () => Promise<void>
}

export interface PaymentWish {
  readonly kind: 'send' | 'deposit' | 'withdraw' | 'faucet'
  /** Of a send: an address or a name. */
  readonly to: string
  /** Of a send. */
  readonly asset: string
  /** Of the faucet it is given by the contract. */
  readonly amount: bigint
}

/** What a payment would do. */
export interface PaymentPlan {
  readonly kind: PaymentWish['kind']
  readonly to: Address
  readonly toName: string
  readonly asset: Asset
  readonly amount: bigint
  readonly balanceBefore: bigint
  readonly balanceAfter: bigint
  readonly gas: bigint
  readonly feeWei: bigint
  readonly maxFeeWei: bigint
  readonly warnings: readonly string[]
}

/** Plans and makes the wallet's payments. A payment is looked at again when it is made: a plan binds nobody. */
export class PaymentDesk {
  readonly #options: PaymentDeskOptions

  constructor(options: PaymentDeskOptions) {
    this.#options = options
  }

  /** @throws what the payment itself would be refused with */
  async plan(wish: PaymentWish): Promise<PaymentPlan> {
    const { chain, wallet } = this.#options
    const checked = await this.#check(wish)
    const { asset, to, amount, payment, balances, balanceBefore } = checked
    const isFaucet = wish.kind === 'faucet'
    const quote = isFaucet ? await quoteFaucet(chain, wallet) : await wallet.quote(payment)
    // What one pays to oneself comes back at once.
    const isToSelf = wish.kind === 'send' && to === chain.account
    const given = isFaucet ? -amount : isToSelf ? 0n : amount
    const spent = asset.kind === 'ether' ? given + quote.feeWei : given
    return {
      kind: wish.kind,
      to,
      toName: checked.toName,
      asset,
      amount,
      balanceBefore,
      balanceAfter: balanceBefore - spent,
      ...quote,
      warnings: warningsOf({
        isSend: wish.kind === 'send',
        isOwn: to === chain.account,
        isContract: wish.kind === 'send' && (await wallet.isContract(to)),
        isGivenEther: isFaucet && givesEtherFirst(wallet, balances),
        asset,
        etherLeftWei: balances.ethWei - quote.feeWei - (asset.kind === 'ether' ? given : 0n),
        maxFeeWei: quote.maxFeeWei,
      }),
    }
  }

  /** @throws what `plan` throws, TRANSACTION_PENDING */
  async send(wish: Omit<PaymentWish, 'kind'>): Promise<Receipt> {
    const { chain, wallet } = this.#options
    const { asset, to, amount } = await this.#check({ ...wish, kind: 'send' })
    if (asset.kind === 'snm') return this.#noted(chain.transferSnm(to, amount))
    const token = addressOf(asset)
    return this.#recorded({ token, currency: asset.currency, amount, to }, (onSigned) =>
      token === undefined ? chain.transferEth(to, amount, onSigned) : wallet.transferToken(token, to, amount, onSigned),
    )
  }

  async deposit(amount: bigint): Promise<Receipt> {
    await this.#check({ kind: 'deposit', to: '', asset: '', amount })
    await this.#options.beforeDeposit()
    return this.#noted(this.#options.chain.deposit(amount))
  }

  async withdraw(amount: bigint): Promise<Receipt> {
    await this.#check({ kind: 'withdraw', to: '', asset: '', amount })
    return this.#noted(this.#options.chain.withdraw(amount))
  }

  requestFaucet(): Promise<Receipt> {
    return this.#noted(this.#options.chain.requestFaucet())
  }

  /** Who is paid, in what, and whether there is enough of it. */
  async #check({ kind, to, asset: assetText, amount }: PaymentWish) {
    const { chain, wallet, contacts } = this.#options
    if (kind === 'faucet') {
      const [asset, given] = [await resolveAsset('', wallet), await wallet.faucetAmountWei()]
      const balances = await chain.balances(chain.account)
      const payment: Payment = { kind }
      const to = chain.account
      return { asset, to, toName: '', amount: given, payment, balances, balanceBefore: balances.snmWei }
    }
    if (amount === 0n) throw fail('INPUT_INVALID', { field: 'amount', reason: 'it must be more than 0' })
    const { account, market } = chain
    if (kind !== 'send') {
      const asset = await resolveAsset('', wallet)
      const balances = await chain.balances(account)
      const balanceBefore = kind === 'deposit' ? balances.snmWei : balances.freeWei
      if (amount > balanceBefore) throw insufficient(account, asset, amount, balanceBefore, kind === 'withdraw')
      const payment: Payment = { kind, amountWei: amount }
      return { asset, to: kind === 'deposit' ? market : account, toName: '', amount, payment, balances, balanceBefore }
    }
    const { address, name: toName } = await contacts.resolve(to)
    const asset = await resolveAsset(assetText, wallet)
    const token = addressOf(asset)
    checkPayee(address, wallet.contracts, token)
    const balances = await chain.balances(account)
    const balanceBefore = await this.#held(asset, balances)
    if (amount > balanceBefore) throw insufficient(account, asset, amount, balanceBefore)
    const payment: Payment =
      token === undefined
        ? { kind: 'ether', to: address, amountWei: amount }
        : { kind: 'token', token, to: address, amount }
    return { asset, to: address, toName, amount, payment, balances, balanceBefore }
  }

  #held(asset: Asset, { ethWei, snmWei }: Balances): Promise<bigint> | bigint {
    if (asset.kind === 'ether') return ethWei
    if (asset.kind === 'snm') return snmWei
    return this.#options.wallet.tokenBalance(asset.currency.address, this.#options.chain.account)
  }

  async #noted(paying: Promise<Receipt>): Promise<Receipt> {
    const receipt = await paying
    await this.#options.book.noteFee(receipt)
    return receipt
  }

  async #recorded(payment: OwnPayment, pay: (onSigned: OnSigned) => Promise<Receipt>): Promise<Receipt> {
    const { book, clock } = this.#options
    let place: number | undefined
    const onSigned: OnSigned = async (version) => {
      if (place === undefined) place = await book.begin(payment, version, nowSeconds(clock))
      else await book.addVersion(place, version)
    }
    try {
      const receipt = await pay(onSigned)
      if (place !== undefined) await book.mined(place, receipt.txHash, receipt)
      return receipt
    } catch (error) {
      if (place !== undefined && isFailure(error)) await book.forget(place)
      throw error
    }
  }
}

/** Whether it is certain that nothing was paid. What breaks without a code may have broken after the payment. */
function isFailure(error: unknown): boolean {
  return error instanceof CodedError && error.code !== 'TRANSACTION_PENDING'
}

function insufficient(
  account: Address,
  asset: Asset,
  neededAmount: bigint,
  heldAmount: bigint,
  inMarket = false,
): CodedError {
  const currency = asset.kind === 'ether' ? ETHER : asset.currency
  const [needed, available] = [neededAmount, heldAmount].map((amount) => formatPayment(amount, currency)) as [
    string,
    string,
  ]
  if (inMarket) return fail('BALANCE_INSUFFICIENT', { needed, available, isWithdrawal: true })
  const code = { ether: 'ETH_INSUFFICIENT', snm: 'SNM_INSUFFICIENT', token: 'TOKEN_INSUFFICIENT' } as const
  return fail(code[asset.kind], { account, needed, available })
}
