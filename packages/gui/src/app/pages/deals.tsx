import { dueAt, formatDealDuration } from '@sonm/model'
import { type DealStatus, dealFromMessage } from '@sonm/protocol'
import { useState } from 'react'
import type { Api } from '../api.ts'
import { priceTexts } from '../deal-view.ts'
import { duration, snm } from '../format.ts'
import { Confirm } from '../parts/confirm.tsx'
import { NextStep } from '../parts/next-step.tsx'
import { AddressText, Badge, Empty, Facts, Loading, Moment, Table, TwoLines } from '../parts/parts.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useLive } from '../use-live.ts'

/** The deals of this account: what they cost so far, and closing them. */
export function Deals({ api }: { api: Api }) {
  const [withClosed, setWithClosed] = useState(false)
  const [closing, setClosing] = useState<DealStatus>()
  const listed = useLive(async () => (await api.deals.listDeals({ withClosed })).deals, String(withClosed))
  const deals = listed.value?.filter(({ deal }) => deal !== undefined).sort(newestFirst)

  return (
    <>
      <h1>Deals</h1>
      <form className="filters" aria-label="Filter">
        <label className="check">
          <input type="checkbox" checked={withClosed} onChange={(event) => setWithClosed(event.target.checked)} />
          Show closed deals too
        </label>
      </form>
      <ProblemBox problem={listed.problem} />
      {!deals && !listed.problem && <Loading>Asking the node…</Loading>}
      {deals?.length === 0 && (
        <Empty>
          No {withClosed ? '' : 'open '}deals. Rent a machine in the <a href="#/market">market</a>.
        </Empty>
      )}
      {deals && <NextStep deals={deals} />}
      {deals && deals.length > 0 && (
        <Table
          label="Deals"
          rows={deals}
          keyOf={({ deal }) => String(deal!.id)}
          columns={[
            { name: 'Deal', cell: ({ deal }) => String(deal!.id) },
            { name: 'State', cell: ({ state }) => <Badge tone={state === 'open' ? 'good' : 'plain'}>{state}</Badge> },
            { name: 'Supplier', cell: ({ deal }) => <AddressText address={deal!.master} /> },
            { name: 'Began', cell: ({ deal }) => beganOf(deal!) },
            { name: 'Price', numeric: true, cell: ({ deal }) => priceOf(deal!) },
            { name: 'Billed', numeric: true, cell: ({ billedSeconds }) => duration(billedSeconds) },
            { name: 'Paid', numeric: true, cell: ({ paidWei }) => snm(paidWei) },
            {
              name: 'To pay, about',
              numeric: true,
              cell: (status) => (status.state === 'open' ? snm(dueWeiOf(status)) : ''),
            },
            { name: 'Held', numeric: true, cell: ({ deal }) => snm(deal!.lockedWei) },
            {
              name: '',
              cell: (status) =>
                status.state === 'open' && (
                  <button type="button" className="danger" onClick={() => setClosing(status)}>
                    Close
                  </button>
                ),
            },
          ]}
        />
      )}
      {closing && (
        <Confirm
          title={`Close deal ${closing.deal!.id}?`}
          action="Close the deal"
          busyAction="Closing…"
          danger
          onClose={() => setClosing(undefined)}
          run={async () => {
            await api.deals.closeDeal({ dealId: closing.deal!.id })
            setClosing(undefined)
            // What it came to stands among the closed ones.
            setWithClosed(true)
            listed.refresh()
          }}
        >
          <p>
            Its tasks are stopped at once. The seconds used since the last bill are paid, and the rest of what is held
            comes back.
          </p>
          <ClosingFacts status={closing} />
        </Confirm>
      )}
    </>
  )
}

function ClosingFacts({ status }: { status: DealStatus }) {
  const deal = dealFromMessage(status.deal)
  const dueWei = dueWeiOf(status)
  return (
    <Facts
      entries={[
        ['Supplier', <AddressText key="supplier" address={deal.master} />],
        ['Paid so far', snm(status.paidWei)],
        ['To pay now, about', snm(dueWei)],
        ['Comes back, about', snm(String(deal.lockedWei - BigInt(dueWei)))],
      ]}
    />
  )
}

/** What the seconds since the last bill have come to, by the clock of this machine. */
function dueWeiOf(status: DealStatus): string {
  return String(dueAt(dealFromMessage(status.deal), BigInt(Math.floor(Date.now() / 1000))).paidWei)
}

function beganOf({ startedAtSeconds, durationSeconds }: NonNullable<DealStatus['deal']>) {
  const term = durationSeconds === 0n ? 'spot' : `for ${formatDealDuration(durationSeconds)}`
  return <TwoLines first={<Moment ms={Number(startedAtSeconds) * 1000} />} second={term} />
}

function priceOf(deal: NonNullable<DealStatus['deal']>) {
  const [first = '', second = ''] = priceTexts(deal)
  return <TwoLines first={first} second={second} />
}

function newestFirst(a: DealStatus, b: DealStatus): number {
  return Number((b.deal?.id ?? 0n) - (a.deal?.id ?? 0n))
}
