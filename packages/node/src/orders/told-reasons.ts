import { create } from '@bufbuild/protobuf'
import { isCoded } from '@sonm/common'
import { type AskRule, type Condition, formatCondition, parseQuery, WIRE_QUERY_LIMITS } from '@sonm/model'
import { type ExplainResponse, ExplainResponseSchema } from '@sonm/protocol'
import type { Rejection } from './offers.ts'

/** What stands in every search beside its conditions. */
const RULES: readonly string[] = [
  'expiry-of-ask',
  'deal-with-self',
  'counterparty-of-ask',
  'identity-of-buyer',
] satisfies AskRule[]
/** Each condition and each rule once; whoever says more is not read on. */
const MOST_REJECTIONS = 2 * WIRE_QUERY_LIMITS.conditions
/** Ours are five. */
const MOST_SUGGESTIONS = 20

/** What turns offers away, of what was asked for, in our own words: a marketplace's are a stranger's, and end on terminals and in further searches. */
export function rejectionsAbout(asked: readonly Condition[], told: readonly Rejection[]): readonly Rejection[] {
  return told.slice(0, MOST_REJECTIONS).flatMap(({ requirement, count, missedAlone, closest }) => {
    if (RULES.includes(requirement)) return [{ requirement, count, missedAlone, closest: '' }]
    const condition = askedAs(requirement, asked)
    if (condition === undefined) return []
    return [{ requirement: formatCondition(condition), count, missedAlone, closest: changed(condition, closest) ?? '' }]
  })
}

/** An explanation as far as it speaks of what was asked for; changes of which a part does not are no changes that would do. */
export function reasonsAbout(asked: readonly Condition[], told: ExplainResponse): ExplainResponse {
  const { fitting, truncated } = told
  const suggestions = told.suggestions.slice(0, MOST_SUGGESTIONS).flatMap(({ relax, offers }) => {
    if (offers === 0 || relax.length === 0 || relax.length > asked.length) return []
    const changes = relax.map(({ from, to }) => changeOf(asked, from, to))
    return changes.includes(undefined) ? [] : [{ offers, relax: changes.filter((change) => change !== undefined) }]
  })
  const rejections = [...rejectionsAbout(asked, told.rejections)]
  return create(ExplainResponseSchema, { fitting, truncated, rejections, suggestions })
}

function changeOf(asked: readonly Condition[], from: string, to: string) {
  const condition = askedAs(from, asked)
  const text = condition && changed(condition, to)
  return condition && text !== undefined
    ? { requirement: targetOf(condition), from: formatCondition(condition), to: text }
    : undefined
}

/** The condition that is meant by this text, which another version may write in another unit. */
function askedAs(text: string, asked: readonly Condition[]): Condition | undefined {
  const meant = conditionIn(text)
  const written = meant && formatCondition(meant)
  return asked.find((condition) => formatCondition(condition) === written)
}

/** What would do instead; empty: nothing, it has to go; undefined: that is no condition on the same. */
function changed(condition: Condition, to: string): string | undefined {
  if (to === '') return ''
  const instead = conditionIn(to)
  return instead && targetOf(instead) === targetOf(condition) ? formatCondition(instead) : undefined
}

function targetOf(condition: Condition): string {
  return condition.kind === 'price' ? 'price' : condition.field
}

function conditionIn(text: string): Condition | undefined {
  try {
    const { conditions, any } = parseQuery(text, WIRE_QUERY_LIMITS)
    return conditions.length + any.length === 1 ? conditions[0] : undefined
  } catch (error) {
    if (isCoded(error, 'QUERY_INVALID')) return undefined
    throw error
  }
}
