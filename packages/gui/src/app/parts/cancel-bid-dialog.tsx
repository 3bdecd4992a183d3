import type { Api } from '../api.ts'
import type { BidView } from '../bid-view.ts'
import { ether, moment } from '../format.ts'
import { useLive } from '../use-live.ts'
import { Confirm } from './confirm.tsx'
import { ProblemBox } from './parts.tsx'

type Props = { api: Api; bid: BidView; onClose: () => void; onCancelled: () => void }

/** At the marketplaces while it stands there; then on the chain, where somebody may still have it. */
export function CancelBidDialog(props: Props) {
  return props.bid.isOpen ? <AtMarketplaces {...props} /> : <OnChain {...props} />
}

function AtMarketplaces({ api, bid, onClose, onCancelled }: Props) {
  return (
    <Confirm
      title="Cancel this bid?"
      action="Cancel the bid"
      busyAction="Cancelling…"
      danger
      onClose={onClose}
      run={async () => {
        await api.bids.cancelBid({ orderHash: bid.hash })
        onCancelled()
      }}
    >
      <p>
        {bid.wanted} for {bid.most} at most. Every marketplace is told; it costs nothing. A supplier who has the bid
        already can open the deal with it until {moment(bid.until)}, unless you then cancel it on the chain too.
      </p>
    </Confirm>
  )
}

function OnChain({ api, bid, onClose, onCancelled }: Props) {
  const plan = useLive(() => api.bids.cancelBidOnChain({ orderHash: bid.hash, dryRun: true }), bid.hash)
  return (
    <Confirm
      title="Cancel it on the chain?"
      action="Cancel on the chain"
      busyAction="Waiting for the block…"
      danger
      onClose={onClose}
      run={async () => {
        await api.bids.cancelBidOnChain({ orderHash: bid.hash })
        onCancelled()
      }}
    >
      <p>
        {bid.wanted} for {bid.most} at most. Nobody can make a deal of it any more then.{' '}
        {plan.value &&
          `The transaction costs about ${ether(plan.value.feeWei)}, at most ${ether(plan.value.maxFeeWei)}.`}
      </p>
      <ProblemBox problem={plan.problem} />
    </Confirm>
  )
}
