import { useState } from 'react'
import { type Api, type Problem, problemOf } from '../api.ts'
import { machineText, type OfferView } from '../offer-view.ts'
import { type FoundBy, ifThere, OFFER_GONE, planRenewed, planRent, type RentPlan } from '../rent-plan.ts'
import { Confirm } from './confirm.tsx'
import { supplierOf } from './offers.tsx'
import { Facts } from './parts.tsx'
import { SupplierRecord } from './supplier-record.tsx'

/** Renting one of the offers of a list: the plan that is shown, and why there is none. @param refresh of the list, where it is old */
export function useRenting(api: Api, requirements: FoundBy, refresh: () => void) {
  const [plan, setPlan] = useState<RentPlan>()
  const [problem, setProblem] = useState<Problem>()
  const show = (next: RentPlan | undefined) => {
    setPlan(next)
    if (next) return
    setProblem(OFFER_GONE)
    refresh()
  }
  const rent = async (offer: OfferView) => {
    setProblem(undefined)
    try {
      show(await planRent(api, offer, requirements))
    } catch (error) {
      setProblem(problemOf(error))
      refresh()
    }
  }
  return { plan, show, rent, problem, close: () => setPlan(undefined), forget: () => setProblem(undefined) }
}

/**
 * The machine, its price and its supplier's record, before anything is paid.
 * @param props.onChanged told the plan for what took the offer's place; undefined: it is gone
 */
export function RentDialog(props: {
  api: Api
  plan: RentPlan
  onClose: () => void
  onChanged: (plan: RentPlan | undefined) => void
  onRented: () => void
}) {
  const { api, plan, onClose, onChanged, onRented } = props
  const { offer, isRenewed, requirements, lock, deposit, fee, usd, warning } = plan
  return (
    <Confirm
      // A plan in the place of another is to be agreed to by itself.
      key={offer.askHash}
      title="Rent this machine?"
      action="Rent"
      busyAction="Opening the deal…"
      onClose={onClose}
      run={async () => {
        const cap = usd && { snmPerUsdCap: usd.snmPerUsdCap }
        const opened = await ifThere(api.deals.openDeal({ requirements, askHash: offer.askHash, ...cap }))
        if (opened) onRented()
        else onChanged(await planRenewed(api, offer, requirements))
      }}
    >
      {isRenewed && (
        <p className="warning" role="status">
          The supplier has just renewed this offer. It is the same machine, and costs no more; look at the plan again.
        </p>
      )}
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
