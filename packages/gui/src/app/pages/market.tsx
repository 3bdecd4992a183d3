import { useState } from 'react'
import { type Api, type Problem, problemOf } from '../api.ts'
import { ether, snm } from '../format.ts'
import { type OfferFilter, type OfferView, offerView, requirementsOf } from '../offer-view.ts'
import { Confirm } from '../parts/confirm.tsx'
import { AddressText, Empty, Facts, ProblemBox, Table } from '../parts/parts.tsx'
import { useLive } from '../use-live.ts'

interface Plan {
  readonly offer: OfferView
  readonly lock: string
  readonly deposit: string
  readonly fee: string
}

/** What suppliers offer now, cheapest first, and renting it. */
export function Market({ api, onRented }: { api: Api; onRented: () => void }) {
  const [filter, setFilter] = useState<OfferFilter>({ cores: 0, ramGib: 0, withGpu: false })
  const [plan, setPlan] = useState<Plan>()
  const [problem, setProblem] = useState<Problem>()
  const requirements = requirementsOf(filter)
  const found = useLive(async () => {
    const { offers, total, rejections } = await api.market.search(requirements)
    return { offers: offers.map(offerView), total, turnedAway: rejections.length > 0 }
  }, JSON.stringify(filter))

  const showPlan = async (offer: OfferView) => {
    setProblem(undefined)
    try {
      const planned = await api.deals.openDeal({ requirements, askHash: offer.askHash, dryRun: true })
      const { lockWei, depositWei, feeWei } = planned
      setPlan({ offer, lock: snm(lockWei), deposit: snm(depositWei), fee: ether(feeWei) })
    } catch (error) {
      setProblem(problemOf(error))
      found.refresh()
    }
  }

  return (
    <>
      <h1>Market</h1>
      <Filters filter={filter} onChange={setFilter} />
      <ProblemBox problem={problem ?? found.problem} />
      {found.value && found.value.offers.length === 0 && (
        <Empty>
          {found.value.turnedAway
            ? 'No offer fits. Ask for less.'
            : 'Nothing is on offer now: what there was may be rented.'}
        </Empty>
      )}
      {found.value && found.value.offers.length > 0 && (
        <>
          <Table
            label="Offers"
            rows={found.value.offers}
            keyOf={(offer) => offer.askHash}
            columns={[
              { name: 'Supplier', cell: supplierOf },
              { name: 'Cores', numeric: true, cell: (offer) => offer.cores },
              { name: 'RAM', numeric: true, cell: (offer) => offer.ram },
              { name: 'GPU', cell: (offer) => offer.gpu },
              { name: 'Benchmark', numeric: true, cell: (offer) => offer.benchmark },
              { name: 'Runs', cell: (offer) => offer.executors },
              { name: 'Price', numeric: true, cell: (offer) => <strong>{offer.pricePerHour}</strong> },
              {
                name: '',
                cell: (offer) => (
                  <button type="button" className="primary" onClick={() => showPlan(offer)}>
                    Rent
                  </button>
                ),
              },
            ]}
          />
          <p className="note">
            {found.value.total} {found.value.total === 1 ? 'offer fits' : 'offers fit'}. The benchmark is the sum of the
            cores in sysbench events per second.
          </p>
        </>
      )}
      {plan && (
        <Confirm
          title="Rent this machine?"
          action="Rent"
          busyAction="Opening the deal…"
          onClose={() => setPlan(undefined)}
          run={async () => {
            await api.deals.openDeal({ requirements, askHash: plan.offer.askHash })
            onRented()
          }}
        >
          <PlanFacts plan={plan} />
        </Confirm>
      )}
    </>
  )
}

/** Where the chain did not say who is paid, nobody can be named. */
function supplierOf({ supplier }: OfferView) {
  return supplier === '' ? 'unknown' : <AddressText address={supplier} />
}

function PlanFacts({ plan: { offer, lock, deposit, fee } }: { plan: Plan }) {
  return (
    <>
      <Facts
        entries={[
          ['Supplier', supplierOf(offer)],
          ['Machine', `${offer.cores} cores, ${offer.ram} of RAM, ${offer.gpu === 'none' ? 'no GPU' : offer.gpu}`],
          ['Price', offer.pricePerHour],
          ['Held at first', lock],
          ['Moved from the wallet', deposit],
          ['Fee of the network, about', fee],
        ]}
      />
      <p className="note">
        You pay by the second, until you close the deal. What is held and not used comes back then. Closing costs a fee
        as well.
      </p>
    </>
  )
}

function Filters({ filter, onChange }: { filter: OfferFilter; onChange: (filter: OfferFilter) => void }) {
  const numberField = (name: string, key: 'cores' | 'ramGib', max: number) => (
    <label>
      {name}
      <input
        type="number"
        min={0}
        max={max}
        value={filter[key] || ''}
        placeholder="any"
        onChange={(event) => {
          const value = event.target.valueAsNumber
          onChange({ ...filter, [key]: Number.isFinite(value) ? Math.min(max, Math.max(0, value)) : 0 })
        }}
      />
    </label>
  )
  return (
    <form className="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      {numberField('Cores, at least', 'cores', 10_000)}
      {numberField('RAM in GiB, at least', 'ramGib', 100_000)}
      <label className="check">
        <input
          type="checkbox"
          checked={filter.withGpu}
          onChange={(event) => onChange({ ...filter, withGpu: event.target.checked })}
        />
        With a GPU
      </label>
    </form>
  )
}
