import type { ScoreParts } from '@sonm/model'
import type { SupplierRecord } from './supplier-record.ts'

/** Sentences for people: why a supplier's score is what it is. */
export function scoreReasons(record: SupplierRecord, parts: ScoreParts): readonly string[] {
  if (record.deals === 0) return ['Nothing is known of this supplier yet: the score is that of every new one.']
  const reasons: string[] = []
  const { unrelatedBuyers } = parts
  const others = record.buyers.length - unrelatedBuyers
  if (unrelatedBuyers > 0) {
    reasons.push(
      `${count(unrelatedBuyers, 'unrelated buyer has', 'unrelated buyers have')} paid for deals that went well.`,
    )
  }
  if (others > 0) {
    reasons.push(
      `${count(others, 'buyer does', 'buyers do')} not count: related to the supplier, nothing paid, or no good start.`,
    )
  }
  if (record.endedEarlyBySupplier > 0) {
    reasons.push(`The supplier has ended ${count(record.endedEarlyBySupplier, 'deal', 'deals')} early.`)
  }
  if (record.starts.failed > 0) {
    reasons.push(
      `In ${count(record.starts.failed, 'deal', 'deals')} a task did not start for a fault of the supplier, as both sides signed.`,
    )
  }
  if (record.starts.unanswered > 0) {
    reasons.push(
      `In ${count(record.starts.unanswered, 'deal', 'deals')} the buyer alone says that a task did not start: such deals do not count.`,
    )
  }
  return reasons
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}
