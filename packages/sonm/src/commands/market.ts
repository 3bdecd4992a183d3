import { SearchResponseSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { type RequirementOptions, requirementsOf, withRequirements } from '../buyer/requirements.ts'
import { fieldsList, fieldsTable } from '../output/fields.ts'
import { foundText } from '../output/found.ts'
import { terminal } from '../output/print.ts'
import { absentCards } from './absent-cards.ts'
import {
  homeOf,
  type OutputOptions,
  print,
  printMessage,
  readCount,
  withExamples,
  withFormat,
  withOutput,
} from './common.ts'
import { withOptionNames } from './in-option.ts'
import { historyCommand, pricesCommand, supplierCommand, suppliersCommand } from './market-data.ts'
import { matchingCommands } from './market-watch.ts'
import { whyCommand } from './market-why.ts'
import { searchAll } from './search-all.ts'

interface SearchOptions extends OutputOptions, RequirementOptions {
  readonly limit: string
  readonly cursor?: string
  readonly all?: boolean
  readonly explain?: boolean
}

export function marketCommand(): Command {
  const examples = [
    'sonm market search',
    'sonm market search "gpu.model=RTX_4090 gpu.count>=2 price<0.5USD/h country in [DE,IT]" --order price,-reliability',
    'sonm market search --cores 8 --ram 32GiB --max-price "2 SNM/h" --explain',
    'sonm market search "gpu.memory>=24GiB" --all --out json',
    'sonm market fields',
  ]
  const search = withExamples(withRequirements(withOutput(new Command('search'))), ...examples.slice(0, -1))
    .description(
      'What is for sale and fits, the cheapest first. Where nothing fits it says why; that is an answer, and the exit code is 0.',
    )
    .argument('[query]', 'what is wanted, in the query language (`sonm market fields` lists its fields)')
    .option('--limit <count>', 'how many to show', '20')
    .option('--cursor <cursor>', 'go on where a search has ended: it prints this')
    .option('--all', 'show all of them')
    .option('--explain', 'say what was searched for, what each requirement turns away, and by what each offer fits')
    .action(async (query: string | undefined, options: SearchOptions) => {
      const where = [query, options.where].filter((part) => part !== undefined).join(' ')
      const { explain = false, cursor = '' } = options
      const request = { ...requirementsOf({ ...options, where }, readCount('--limit', options.limit)), cursor, explain }
      const search = (api: NodeApi) =>
        withOptionNames({ cursor: '--cursor' }, async () => {
          const first = options.all
            ? await searchAll((page) => api.market.search(page), request)
            : await api.market.search(request)
          // Why nothing fits is worth a second look at the market.
          if (first.offers.length > 0 || explain) return first
          const { truncated, nextCursor } = first
          const reasons = await api.market.search({ ...request, explain: true })
          return options.all && reasons.offers.length === 0 ? { ...reasons, truncated, nextCursor } : reasons
        })
      const { found, absent } = await withNode(homeOf(options), async (api) => {
        const found = await search(api)
        return { found, absent: found.offers.length > 0 ? [] : await absentCards(api, found.query) }
      })
      printMessage(options, SearchResponseSchema, found, () => foundText(found, explain))
      for (const line of absent) terminal.note(line)
    })
  const fields = withExamples(withFormat(new Command('fields')), 'sonm market fields', 'sonm market fields --out json')
    .description('What a search can ask for: every field of the query language, with its units and an example.')
    .action((options: OutputOptions) => print(options, fieldsList(), fieldsTable))
  const command = new Command('market')
    .description(
      'What is for sale, what it costs, who sells it, and why nothing fits. Suppliers sell by `sonm plan`, of which their hubs sign the offers (asks).',
    )
    .addCommand(search)
    .addCommand(fields)
  const data = [pricesCommand(), historyCommand(), supplierCommand(), suppliersCommand()]
  const parts = [whyCommand(), ...matchingCommands(), ...data]
  for (const part of parts) command.addCommand(part)
  return withExamples(command, ...examples)
}
