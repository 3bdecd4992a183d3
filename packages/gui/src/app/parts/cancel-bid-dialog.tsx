import type { Api } from '../api.ts'
import type { BidView } from '../bid-view.ts'
import { ether, moment } from '../format.ts'
import { useLive } from '../use-live.ts'
import { Confirm } from './confirm.tsx'
import { ProblemBox } from './problem.tsx'

/** At the marketplaces while it stands there; then on the chain, where somebody may still have it. */
export function CancelBidDialog(props: { api: Api; bid: BidView; onClose: () => void; onCancelled: () => void }) {
  const { api, bid, onClose, onCancelled } = props
  const orderHash = bid.hash
  const words = bid.isOpen
    ? { title: 'Cancel this bid?', action: 'Cancel the bid', busyAction: 'Cancelling…' }
    : { title: 'Cancel it on the chain?', action: 'Cancel on the chain', busyAction: 'Waiting for the block…' }
  return (
    <Confirm
      {...words}
      danger
      dismiss="Keep it"
      onClose={onClose}
      run={async () => {
        await (bid.isOpen ? api.bids.cancelBid({ orderHash }) : api.bids.cancelBidOnChain({ orderHash }))
        onCancelled()
      }}
    >
      <p>
        <strong>{bid.wanted}</strong> for {bid.most} at most.
      </p>
      {bid.isOpen ? (
        <p>
          Every marketplace is told; it costs nothing.{' '}
          {bid.isBinding &&
            `A supplier who has the bid already can open the deal with it until ${moment(bid.until)}, unless you then cancel it on the chain too.`}
        </p>
      ) : (
        <OnChain api={api} orderHash={orderHash} />
      )}
    </Confirm>
  )
}

function OnChain({ api, orderHash }: { api: Api; orderHash: string }) {
  const { value, problem } = useLive(() => api.bids.cancelBidOnChain({ orderHash, dryRun: true }), orderHash)
  return (
    <>
      <p>
        Nobody can make a deal of it any more then.{' '}
        {value && `The transaction costs about ${ether(value.feeWei)}, at most ${ether(value.maxFeeWei)}.`}
      </p>
      <ProblemBox problem={problem} />
    </>
  )
}
