import type { Api } from '../api.ts'
import { type BidPlanView, bidPlanView, type WantedBid } from '../bid-view.ts'
import { Confirm } from './confirm.tsx'
import { Facts } from './parts.tsx'

export interface AskedBid {
  readonly bid: WantedBid
  readonly lifetimeSeconds: bigint
  readonly take: boolean
  readonly plan: BidPlanView
}

/** What a bid would bind to; nothing is signed. */
export async function planBid(api: Api, wanted: WantedBid, lifetimeSeconds: bigint, take: boolean): Promise<AskedBid> {
  const planned = await api.bids.planBid({ bid: wanted, lifetimeSeconds, take })
  // The cap that is shown, wherever the rate goes meanwhile.
  const bid = { ...wanted, snmPerUsdCap: planned.bid!.snmPerUsdCap }
  return { bid, lifetimeSeconds, take, plan: bidPlanView(planned, take) }
}

/** A bid binds like a payment: what it can cost is shown before it is signed. */
export function BidDialog(props: { api: Api; asked: AskedBid; onClose: () => void; onPlaced: () => void }) {
  const { api, asked, onClose, onPlaced } = props
  const { bid, lifetimeSeconds, take, plan } = asked
  return (
    <Confirm
      title="Place this bid?"
      action="Place the bid"
      busyAction="Placing…"
      onClose={onClose}
      run={async () => {
        await api.bids.placeBid({ bid, lifetimeSeconds, take })
        onPlaced()
      }}
    >
      <Facts entries={plan.facts} />
      <p className="note">
        {take
          ? 'The first offer that fits is rented by itself. Each supplier whose offer fits can open the deal too, at his price.'
          : 'Each supplier whose offer fits can open the deal by himself, at his price.'}{' '}
        There is one deal of a bid and no second one.
      </p>
      {plan.warning !== '' && <p className="warning">{plan.warning}</p>}
    </Confirm>
  )
}
