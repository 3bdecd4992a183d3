import {
  CloseDealResponseSchema,
  DealStatusSchema,
  ListDealsResponseSchema,
  OpenDealResponseSchema,
} from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../api/node-api.ts'
import { requestOfPlan } from '../buyer/choice.ts'
import { type RequirementOptions, requirementsOf, withRequirements } from '../buyer/requirements.ts'
import { dealsTable, dealText } from '../output/deals.ts'
import { terminal } from '../output/print.ts'
import { rentPlanText, skippedLines } from '../output/rent-plan.ts'
import {
  confirm,
  homeOf,
  now,
  type OutputOptions,
  printMessage,
  readDealId,
  withExamples,
  withOutput,
} from './common.ts'
import { askHashOf, readHashStart } from './order-start.ts'

export function dealCommand(): Command {
  const list = withExamples(withOutput(new Command('list')), 'sonm deal list', 'sonm deal list --all --out json')
    .description('Your deals.')
    .option('--all', 'closed ones too')
    .action(async (options: OutputOptions & { all?: boolean }) => {
      const found = await withNode(homeOf(options), (api) => api.deals.listDeals({ withClosed: options.all === true }))
      printMessage(options, ListDealsResponseSchema, found, () => dealsTable(found.deals))
    })
  const show = withExamples(withOutput(new Command('show')), 'sonm deal show 7', 'sonm deal show 7 --out json')
    .description('One deal in full.')
    .argument('<deal>', 'its number')
    .action(async (id: string, options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.deals.getDeal({ dealId: readDealId(id) }))
      printMessage(options, DealStatusSchema, found, () => dealText(found, now()))
    })
  const open = withExamples(
    withRequirements(withOutput(new Command('open'))),
    'sonm deal open --ram 4GiB --dry-run',
    'sonm deal open --where "gpu.model=RTX_4090 country in [DE,IT]"',
    'sonm deal open --cores 8 --max-price "2 SNM/h" --duration 2h',
    'sonm deal open --ask 0x9d1e6b0f --yes',
  )
    .description('Rent the cheapest offer that fits.')
    .option(
      '--ask <hash>',
      'this offer, by its hash or the first digits of it, as `sonm market search` shows it',
      readHashStart,
    )
    .option('--dry-run', 'say what would be rented and for how much, and stop')
    .option('--yes', 'do not ask')
    .action(async (options: OutputOptions & RequirementOptions & { ask?: string; dryRun?: boolean; yes?: boolean }) => {
      await withNode(homeOf(options), async (api) => {
        const requirements = requirementsOf(options, 20)
        const request = { requirements, askHash: options.ask ? await askHashOf(api, options.ask) : '' }
        const plan = await api.deals.openDeal({ ...request, dryRun: true })
        const planText = rentPlanText(plan)
        if (options.dryRun) return printMessage(options, OpenDealResponseSchema, plan, () => planText)
        terminal.note(planText)
        await confirm('Open this deal?', options.yes)
        const opened = await api.deals.openDeal(
          options.ask ? { ...request, snmPerUsdCap: plan.snmPerUsdCap } : requestOfPlan(request.requirements, plan),
        )
        for (const text of skippedLines(opened)) terminal.note(text)
        printMessage(options, OpenDealResponseSchema, opened, () => dealText(opened.deal!, now()))
      })
    })
  const close = withExamples(
    withOutput(new Command('close')),
    'sonm deal close 7',
    'sonm deal close 7 --yes --out json',
  )
    .description('End a deal: its tasks stop, what was used is paid, the rest comes back.')
    .argument('<deal>', 'its number')
    .option('--yes', 'do not ask')
    .action(async (id: string, options: OutputOptions & { yes?: boolean }) => {
      await withNode(homeOf(options), async (api) => {
        const dealId = readDealId(id)
        const before = await api.deals.getDeal({ dealId })
        if (before.state === 'closed') terminal.note(`Deal ${dealId} was closed before.`)
        else if (!options.yes) terminal.note(dealText(before, now()))
        if (before.state === 'open') await confirm('Close it? Its tasks will be stopped.', options.yes)
        const closed = await api.deals.closeDeal({ dealId })
        printMessage(options, CloseDealResponseSchema, closed, () => dealText(closed.deal!, now()))
      })
    })
  const command = new Command('deal').description('Deals: what you rent.')
  for (const part of [list, show, open, close]) command.addCommand(part)
  return withExamples(command, 'sonm deal open --ram 4GiB --dry-run', 'sonm deal list --all', 'sonm deal close 7 --yes')
}
