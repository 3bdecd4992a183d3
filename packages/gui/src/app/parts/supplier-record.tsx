import type { Api } from '../api.ts'
import { duration, grouped, snm } from '../format.ts'
import { percent } from '../price-view.ts'
import { useLive } from '../use-live.ts'
import { Facts } from './parts.tsx'
import { ProblemBox, Warnings } from './problem.tsx'

/** What a supplier has done, and how far he can be relied on. */
export function SupplierRecord({ api, address }: { api: Api; address: string }) {
  const { value: supplier, problem } = useLive(() => api.data.getSupplier({ address }), address)
  if (!supplier) return <ProblemBox problem={problem} />
  const early = supplier.endedEarlyBySupplier
  return (
    <>
      <Warnings of={supplier.warnings} />
      <Facts
        entries={[
          ['Reliability', percent(supplier.reliability)],
          ['Deals', `${grouped(String(supplier.deals))}, ${early === 0n ? 'none' : early} ended early by the supplier`],
          ['Sold', `${duration(supplier.secondsSold)} for ${snm(supplier.earnedWei)}`],
          ['Rented by', `${supplier.distinctBuyers} ${supplier.distinctBuyers === 1 ? 'buyer' : 'buyers'}`],
        ]}
      />
      {supplier.reasons.map((reason) => (
        <p className="note" key={reason}>
          {reason}
        </p>
      ))}
    </>
  )
}
