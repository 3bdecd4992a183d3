import { type ReactNode, useState } from 'react'
import { type Api, type Problem, problemOf } from '../api.ts'
import { type OfferView, offerView } from '../offer-view.ts'
import { Explanation } from '../parts/explanation.tsx'
import { type Column, Empty, ProblemBox, Table, Warnings } from '../parts/parts.tsx'
import { QueryBox } from '../parts/query-box.tsx'
import { planRent, RentDialog, type RentPlan, supplierOf } from '../parts/rent-dialog.tsx'
import { Truncated } from '../parts/truncated.tsx'
import { nextOrder, sortOf } from '../query-text.ts'
import { useLive } from '../use-live.ts'

const MOST_SHOWN = 100

/** What suppliers offer now, as it is asked for, and renting it. */
export function Market({ api, onRented }: { api: Api; onRented: () => void }) {
  const [search, setSearch] = useState({ query: '', orderBy: '', explain: false, cursor: '' })
  const [plan, setPlan] = useState<RentPlan>()
  const [problem, setProblem] = useState<Problem>()
  const requirements = { query: search.query, orderBy: search.orderBy, limit: MOST_SHOWN }
  const found = useLive(async () => {
    const asked = { ...requirements, cursor: search.cursor }
    const answer = await api.market.search({ ...asked, explain: search.explain })
    // Why nothing fits is worth a second question.
    const isEmpty = answer.offers.length === 0 && !search.explain
    const reasons = isEmpty ? await api.market.search({ ...asked, explain: true }) : answer
    return { answer: reasons, offers: answer.offers.map((offer) => offerView(offer, answer.usdPerSnm)) }
  }, JSON.stringify(search))

  const showPlan = async (offer: OfferView) => {
    setProblem(undefined)
    try {
      setPlan(await planRent(api, offer, requirements))
    } catch (error) {
      setProblem(problemOf(error))
      found.refresh()
    }
  }

  const { offers = [], answer } = found.value ?? {}
  return (
    <>
      <h1>Market</h1>
      <QueryBox
        query={search.query}
        explain={search.explain}
        onSearch={(query, explain) => setSearch({ ...search, query, explain, cursor: '' })}
      />
      <ProblemBox problem={problem ?? found.problem} />
      <Warnings of={answer?.warnings} />
      {answer && (search.explain || (offers.length === 0 && answer.rejections.length > 0)) && (
        <Explanation found={answer} />
      )}
      {answer?.truncated && <Truncated found={answer} onMore={(cursor) => setSearch({ ...search, cursor })} />}
      {answer && offers.length === 0 && !answer.truncated && (
        <Empty>
          {answer.rejections.length > 0
            ? 'No offer fits. Ask for less, or '
            : 'Nothing is on offer now: what there was may be rented. You can '}
          let <a href="#/bids">a bid</a> wait for one.
        </Empty>
      )}
      {answer && offers.length > 0 && (
        <>
          <Table
            label="Offers"
            rows={offers}
            keyOf={(offer) => offer.askHash}
            columns={columnsOf(
              search.orderBy,
              (orderBy) => setSearch({ ...search, orderBy, cursor: '' }),
              (offer) => (
                <button type="button" className="primary" onClick={() => showPlan(offer)}>
                  Rent
                </button>
              ),
            )}
          />
          <p className="note">
            {answer.nextCursor === '' ? '' : `These are the first ${offers.length}; ask for more precisely that. `}
            The score is what the marketplace says of the supplier. The benchmark is the sum of the cores in sysbench
            events per second.
          </p>
        </>
      )}
      {plan && <RentDialog api={api} plan={plan} onClose={() => setPlan(undefined)} onRented={onRented} />}
    </>
  )
}

/** The heads of figures are keys of the order. */
function columnsOf(
  order: string,
  onOrder: (order: string) => void,
  action: (offer: OfferView) => ReactNode,
): readonly Column<OfferView>[] {
  const by = (field: string) => ({
    sort: { by: sortOf(order, field), onPress: () => onOrder(nextOrder(order, field)) },
  })
  return [
    { name: 'Supplier', cell: supplierOf },
    { name: 'Score', numeric: true, cell: (offer) => offer.reliability, ...by('reliability') },
    { name: 'Country', cell: (offer) => offer.country },
    { name: 'Cores', numeric: true, cell: (offer) => offer.cores, ...by('cores') },
    { name: 'RAM', numeric: true, cell: (offer) => offer.ram, ...by('ram') },
    { name: 'GPU', cell: (offer) => offer.gpu, ...by('gpu.count') },
    { name: 'Benchmark', numeric: true, cell: (offer) => offer.benchmark, ...by('cpu.multi') },
    { name: 'Runs', cell: (offer) => offer.executors },
    { name: 'Price', numeric: true, cell: priceOf, ...by('price') },
    { name: '', cell: action },
  ]
}

function priceOf({ pricePerHour, worthPerHour }: OfferView) {
  return (
    <>
      <strong>{pricePerHour}</strong>
      {worthPerHour !== '' && <span className="worth"> ≈ {worthPerHour}</span>}
    </>
  )
}
