import { type Condition, fail, formatQuery, type ParsedQuery, parseQuery, withDefaults } from '@sonm/model'
import { ExplainResponseSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../api/node-api.ts'
import { type RequirementOptions, requirementsOf, withWanted } from '../buyer/requirements.ts'
import { terminal } from '../output/print.ts'
import { explanationText } from '../output/why.ts'
import { absentCards } from './absent-cards.ts'
import { homeOf, type OutputOptions, printMessage, withExamples, withOutput } from './common.ts'
import { unsignedBid } from './unsigned-bid.ts'

interface WhyOptions extends OutputOptions, RequirementOptions {
  readonly bid?: string
}

/** `sonm market why` */
export function whyCommand(): Command {
  const examples = [
    'sonm market why "gpu.count>=8 price<1SNM/h"',
    'sonm market why --cores 64 --max-price "1 SNM/h"',
    'sonm market why --bid examples/render/bid.yaml',
  ]
  return withExamples(withWanted(withOutput(new Command('why'))), ...examples)
    .description(
      'Why nothing fits: how many offers each requirement turns away, and the smallest change after which something fits. It takes what `market search` takes.',
    )
    .argument('[query]', 'what is wanted, in the query language (`sonm market fields` lists its fields)')
    .option('--bid <file>', 'or a bid file, such as examples/render/bid.yaml')
    .action((query: string | undefined, options: WhyOptions) =>
      options.bid === undefined ? whyQuery(query, options) : whyBid(options.bid, query, options),
    )
}

async function whyQuery(query: string | undefined, options: WhyOptions): Promise<void> {
  const where = [query, options.where].filter((part) => part !== undefined).join(' ')
  const asked = parseQuery(requirementsOf({ ...options, where }, 1).query ?? '')
  const judged = withoutLatency(asked)
  const request = { query: formatQuery(withDefaults(judged).query) }
  const { reasons, absent } = await withNode(homeOf(options), async (api) => {
    const reasons = await api.bids.explain(request)
    return { reasons, absent: reasons.fitting > 0 ? [] : await absentCards(api, request.query) }
  })
  printMessage(options, ExplainResponseSchema, reasons, () => explanationText(reasons, formatQuery(asked)))
  for (const line of absent) terminal.note(line)
  if (judged !== asked) {
    terminal.note('Conditions on latency were left out: your node alone can judge them, and `sonm market search` does.')
  }
}

async function whyBid(file: string, query: string | undefined, options: WhyOptions): Promise<void> {
  if (query !== undefined) throw fail('USAGE', { reason: 'give one of a query and --bid' })
  const reasons = await withNode(homeOf(options), async (api) => {
    return await api.bids.explain({ bid: { order: await unsignedBid(api, file) } })
  })
  printMessage(options, ExplainResponseSchema, reasons, () => explanationText(reasons, undefined))
}

/** Marketplaces cannot judge how far a hub is from here, and refuse to. */
function withoutLatency(query: ParsedQuery): ParsedQuery {
  const isOfLatency = (condition: Condition) => condition.kind === 'number' && condition.field === 'latency'
  if (!query.conditions.some(isOfLatency)) return query
  return { ...query, conditions: query.conditions.filter((condition) => !isOfLatency(condition)) }
}
