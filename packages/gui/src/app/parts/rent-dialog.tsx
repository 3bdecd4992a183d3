import type { Api } from '../api.ts'
import { ether, snm } from '../format.ts'
import { machineText, type OfferView } from '../offer-view.ts'
import { Confirm } from './confirm.tsx'
import { supplierOf } from './offers.tsx'
import { Facts } from './parts.tsx'
import { SupplierRecord } from './supplier-record.tsx'

/** The search by which an offer was found: the node looks at the market once more before it pays. */
export interface FoundBy {
  readonly query: string
  readonly orderBy: string
  readonly limit: number
}

export interface RentPlan {
  readonly offer: OfferView
  readonly requirements: FoundBy
  readonly lock: string
  readonly deposit: string
  readonly fee: string
  /** Empty: there is money enough. */
  readonly warning: string
  /** Of a price in USD alone. */
  readonly usd: { readonly snmPerUsdCap: string; readonly now: string; readonly rate: string } | undefined
}

/** What renting would cost; nothing is taken. */
export async function planRent(api: Api, offer: OfferView, requirements: FoundBy): Promise<RentPlan> {
  const planned = await api.deals.openDeal({ requirements, askHash: offer.askHash, dryRun: true })
  const { lockWei, depositWei, walletWei, feeWei, pricePerSecondWei, snmPerUsd, snmPerUsdCap } = planned
  const lackingWei = BigInt(depositWei || '0') - BigInt(walletWei || '0')
  const warning = lackingWei > 0n ? `The wallet holds ${snm(walletWei)}: ${snm(String(lackingWei))} too little.` : ''
  const usd =
    snmPerUsdCap === ''
      ? undefined
      : {
          snmPerUsdCap,
          now: `${snm(String(BigInt(pricePerSecondWei) * 3600n))}/h`,
          rate: `${snm(snmPerUsd)} now, as each bill finds it; at most ${snm(snmPerUsdCap)}`,
        }
  return { offer, requirements, usd, warning, lock: snm(lockWei), deposit: snm(depositWei), fee: ether(feeWei) }
}

/** The machine, its price and its supplier's record, before anything is paid. */
export function RentDialog(props: { api: Api; plan: RentPlan; onClose: () => void; onRented: () => void }) {
  const { api, plan, onClose, onRented } = props
  const { offer, requirements, lock, deposit, fee, usd, warning } = plan
  return (
    <Confirm
      title="Rent this machine?"
      action="Rent"
      busyAction="Opening the deal…"
      onClose={onClose}
      run={async () => {
        const cap = usd && { snmPerUsdCap: usd.snmPerUsdCap }
        await api.deals.openDeal({ requirements, askHash: offer.askHash, ...cap })
        onRented()
      }}
    >
      <Facts
        entries={[
          ['Supplier', supplierOf(offer)],
          ['Machine', machineText(offer)],
          ['Price', usd ? `${offer.pricePerHour} (${usd.now} now)` : offer.pricePerHour],
          ...(usd ? ([['1 USD is', usd.rate]] as const) : []),
          ['Held at first', lock],
          ['Moved from the wallet', deposit],
          ['Network fee', `about ${fee}`],
        ]}
      />
      <p className="note">
        You pay by the second, until you close the deal. What is held and not used comes back then. Closing costs a fee
        as well.
      </p>
      {warning !== '' && <p className="warning">{warning}</p>}
      {offer.supplier !== '' && (
        <section className="record" aria-label="The supplier’s record">
          <h3>The supplier so far</h3>
          <SupplierRecord api={api} address={offer.supplier} />
        </section>
      )}
    </Confirm>
  )
}
