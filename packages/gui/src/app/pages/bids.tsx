import type { StandingBid } from '@sonm/protocol'
import { useState } from 'react'
import type { Api } from '../api.ts'
import { type BidView, bidView } from '../bid-view.ts'
import { isSilent } from '../is-silent.ts'
import { type OfferView, offerView } from '../offer-view.ts'
import { BidForm } from '../parts/bid-form.tsx'
import { CancelBidDialog } from '../parts/cancel-bid-dialog.tsx'
import { Offers } from '../parts/offers.tsx'
import { Badge, Dialog, Empty, Loading, Moment, Table, TwoLines } from '../parts/parts.tsx'
import { ProblemBox, Remark } from '../parts/problem.tsx'
import { RentDialog, useRenting } from '../parts/rent-dialog.tsx'
import { useLive } from '../use-live.ts'

interface Row {
  readonly bid: BidView
  readonly matches: readonly OfferView[]
}

/** What the buyer waits for: bids that stand at every marketplace until an offer fits. */
export function Bids({ api, onRented }: { api: Api; onRented: () => void }) {
  const [cancelling, setCancelling] = useState<BidView>()
  const [watched, setWatched] = useState<string>()
  const listed = useLive(async (): Promise<readonly Row[]> => {
    const { bids } = await api.bids.listBids({})
    const isNobodyThere = bids.some(isUnplaced) && (await doesNobodyAnswer(api))
    const told = isNobodyThere ? bids.map((one) => (isUnplaced(one) ? { ...one, problem: NOBODY } : one)) : bids
    return told.map((one) => ({
      bid: bidView(one),
      matches: one.matches.map((offer) => offerView(offer, one.usdPerSnm)),
    }))
  })
  const rows = listed.value
  const matches = rows?.find(({ bid }) => bid.hash === watched)?.matches
  return (
    <>
      <h1>Standing bids</h1>
      <BidForm api={api} onPlaced={listed.refresh} />
      <ProblemBox problem={listed.problem} />
      {!rows && !listed.problem && <Loading>Asking the node…</Loading>}
      {rows?.length === 0 && <Empty>You have no bids. Place one, and offers that fit it are shown as they come.</Empty>}
      {rows && rows.length > 0 && (
        <Table
          label="Bids"
          rows={rows}
          keyOf={({ bid }) => bid.hash}
          columns={[
            { name: 'State', cell: ({ bid }) => <State bid={bid} /> },
            { name: 'Wanted', cell: ({ bid }) => <TwoLines first={bid.wanted} second={bid.term} /> },
            { name: 'At most', numeric: true, cell: ({ bid }) => bid.most },
            { name: 'Rents by itself', cell: ({ bid }) => (bid.takes ? 'yes' : 'no') },
            { name: 'Until', cell: ({ bid }) => <Moment ms={bid.until} /> },
            {
              name: 'Offers',
              cell: ({ bid, matches }) =>
                bid.isOpen &&
                (matches.length === 0 ? (
                  <span className="none">none yet</span>
                ) : (
                  <button type="button" onClick={() => setWatched(bid.hash)}>
                    {matches.length === 1 ? '1 fits' : `${matches.length} fit`}
                  </button>
                )),
            },
            {
              name: '',
              cell: ({ bid }) =>
                (bid.isOpen || bid.isBinding) && (
                  <button type="button" className="danger" onClick={() => setCancelling(bid)}>
                    {bid.isOpen ? 'Cancel' : 'Cancel on the chain'}
                  </button>
                ),
            },
          ]}
        />
      )}
      {matches && (
        <Matches
          api={api}
          offers={matches}
          refresh={listed.refresh}
          onClose={() => setWatched(undefined)}
          onRented={onRented}
        />
      )}
      {cancelling && (
        <CancelBidDialog
          api={api}
          bid={cancelling}
          onClose={() => setCancelling(undefined)}
          onCancelled={() => {
            setCancelling(undefined)
            listed.refresh()
          }}
        />
      )}
    </>
  )
}

async function doesNobodyAnswer(api: Api): Promise<boolean> {
  return (await api.bids.listMarketplaces({})).marketplaces.every(isSilent)
}

const NOBODY = 'No marketplace answers.'

/** Whether something keeps it from every marketplace. */
function isUnplaced({ state, marketplaces, problem }: StandingBid): boolean {
  return state === 'standing' && marketplaces.length === 0 && problem !== ''
}

function State({ bid }: { bid: BidView }) {
  return (
    <div className="reason">
      <Badge tone={bid.tone}>{bid.state}</Badge>
      {bid.dealId > 0n && (
        <>
          {' '}
          <a href="#/deals">deal {String(bid.dealId)}</a>
        </>
      )}
      <Remark text={bid.remark} />
    </div>
  )
}

/** The bid's own requirements were checked by the node; no default may turn away what fits it. */
const AS_THE_BID = { query: 'reliability=any executor=any', orderBy: '', limit: 100 }

function Matches(props: {
  api: Api
  offers: readonly OfferView[]
  refresh: () => void
  onClose: () => void
  onRented: () => void
}) {
  const { api, offers, refresh, onClose, onRented } = props
  const { plan, show, rent, problem, close } = useRenting(api, AS_THE_BID, refresh)
  if (plan) return <RentDialog api={api} plan={plan} onClose={close} onChanged={show} onRented={onRented} />
  return (
    <Dialog title="What fits this bid" wide onClose={onClose}>
      <ProblemBox problem={problem} />
      {offers.length === 0 ? (
        <Empty>Nothing fits just now.</Empty>
      ) : (
        <Offers label="Matches" offers={offers} onRent={rent} />
      )}
      <footer className="actions">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </footer>
    </Dialog>
  )
}
