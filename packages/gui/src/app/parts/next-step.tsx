import type { DealStatus } from '@sonm/protocol'
import { newestOpen, priceTexts } from '../deal-view.ts'
import { Command } from './copied.tsx'

/** A deal is paid for from its first second: what it is for comes next. */
export function NextStep({ deals }: { deals: readonly DealStatus[] }) {
  const deal = newestOpen(deals)
  if (!deal) return null
  return (
    <section className="card next-step" aria-label="What next">
      <h2>Deal {String(deal.id)} is open: start a task on it</h2>
      <Command text={`sonm task start ${deal.id} -f task.yaml`} />
      <p className="note">
        It costs {priceTexts(deal).join(', ')}, whether or not a task runs, until it is closed. The folder{' '}
        <code>examples</code> has task files to begin with. Progress and logs stand under Tasks.
      </p>
    </section>
  )
}
