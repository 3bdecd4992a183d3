import { fail } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'
import { belowMinimum } from './admission.ts'

const MAX_DURATION_SECONDS = 100n * 365n * 86_400n

/** What can be settled today is what the Market contract takes. @throws PLAN_INVALID */
export function checkPlanSpec(spec: AskPlanSpec): void {
  const invalid = (field: string, reason: string) => fail('PLAN_INVALID', { field, reason })
  if (spec.pricePerSecond < 0n || spec.pricePerSecond >= 2n ** 128n) {
    throw invalid('pricePerSecond', 'it is out of range')
  }
  if (spec.denomination !== 'SNM') throw invalid('denomination', 'the market settles prices in SNM only')
  if (spec.identityLevel > 1) throw invalid('identityLevel', 'the market settles no identity requirement yet')
  if (spec.durationSeconds < 0n || spec.durationSeconds > MAX_DURATION_SECONDS) {
    throw invalid('durationSeconds', 'it is out of range')
  }
  if (!Number.isInteger(spec.netFlags) || spec.netFlags < 0 || spec.netFlags > 7) {
    throw invalid('netFlags', 'an unknown flag')
  }
  const { resources } = spec
  const [tooSmall] = belowMinimum(resources)
  if (tooSmall) throw invalid('resources', tooSmall)
  const cards = resources.gpus === 'all' ? [] : 'ids' in resources.gpus ? resources.gpus.ids : resources.gpus.indexes
  if (new Set<unknown>(cards).size !== cards.length) throw invalid('resources.gpus', 'a card stands twice')
}
