import { type Address, fail, formatSize, parseAddress } from '@sonm/model'
import {
  HubStatusSchema,
  ListPlansResponseSchema,
  ListWorkersResponseSchema,
  type Plan,
  PlanSchema,
  planSpecToMessage,
  type WorkerInfo,
} from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../api/node-api.ts'
import { readDevnetState } from '../devnet/state-file.ts'
import { loadPlanFile } from '../home/plan-file.ts'
import { shortAddress } from '../output/offers.ts'
import { priceText, removalQuestion } from '../output/plans.ts'
import { table } from '../output/print.ts'
import { confirm, homeOf, type OutputOptions, print, printMessage, withExamples, withOutput } from './common.ts'

interface HubOptions extends OutputOptions {
  readonly hub?: string
}

const PLAN_FILE_HELP = `
The file says what is sold and for how much; examples/ask-plan.yaml explains
each field:
  price: 0.5 SNM/h        of the whole slice, cards included; or 0.1 USD/h
  resources:
    cpu: { cores: 2 }     or all
    ram: { size: 4GiB }
    storage: { size: 20GiB }
    gpu: { indexes: [0] } the first card, whole; a card has no price of its
                          own: each can have a plan
`

const withHub = (command: Command) =>
  withOutput(command).option('--hub <address>', "your hub (default: the local network's)")

function hubOf(options: HubOptions): Address {
  return options.hub === undefined ? readDevnetState(homeOf(options)).hub : parseAddress(options.hub)
}

export function planCommand(): Command {
  const list = withExamples(
    withHub(new Command('list')),
    'sonm plan list',
    'sonm plan list --hub 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --out json',
  )
    .description('What your hub sells.')
    .action(async (options: HubOptions) => {
      const found = await withNode(homeOf(options), (api) => api.supply.listPlans({ hub: hubOf(options) }))
      printMessage(options, ListPlansResponseSchema, found, () => plansTable(found.plans))
    })
  const create = withExamples(withHub(new Command('create')), 'sonm plan create -f examples/ask-plan.yaml')
    .description('Sell a slice of a machine.')
    .addHelpText('after', PLAN_FILE_HELP)
    .requiredOption('-f, --file <file>', 'the ask plan file')
    .action(async (options: HubOptions & { file: string }) => {
      const spec = planSpecToMessage(loadPlanFile(options.file))
      const plan = await withNode(homeOf(options), (api) => api.supply.createPlan({ hub: hubOf(options), spec }))
      printMessage(options, PlanSchema, plan, () => plansTable([plan]))
    })
  const remove = withExamples(
    withHub(new Command('remove')),
    'sonm plan remove 2911db72a61c3210',
    'sonm plan remove 2911db72a61c3210 --yes',
  )
    .description('Sell no longer by a plan; its running deal goes on.')
    .argument('<plan>', 'its id')
    .option('--yes', 'do not ask')
    .action(async (planId: string, options: HubOptions & { yes?: boolean }) => {
      const hub = hubOf(options)
      const { plans } = await withNode(homeOf(options), (api) => api.supply.listPlans({ hub }))
      const plan = plans.find((each) => each.planId === planId)
      if (!plan) throw fail('PLAN_NOT_FOUND', { planId })
      await confirm(removalQuestion(plan), options.yes)
      await withNode(homeOf(options), (api) => api.supply.removePlan({ hub, planId }))
      print(options, { planId }, () => `Plan ${planId} is removed.`)
    })
  const workers = withExamples(withHub(new Command('workers')), 'sonm plan workers', 'sonm plan workers --out json')
    .description('The workers of your hub.')
    .action(async (options: HubOptions) => {
      const found = await withNode(homeOf(options), (api) => api.supply.listWorkers({ hub: hubOf(options) }))
      printMessage(options, ListWorkersResponseSchema, found, () => workersTable(found.workers))
    })
  const status = withExamples(withHub(new Command('status')), 'sonm plan status')
    .description('Your hub in figures.')
    .action(async (options: HubOptions) => {
      const found = await withNode(homeOf(options), (api) => api.supply.getHubStatus({ hub: hubOf(options) }))
      printMessage(options, HubStatusSchema, found, () =>
        [
          `Hub ${found.address}, paid to ${found.master || 'nobody: no master has confirmed it'}`,
          `  workers  ${found.workers}`,
          `  plans    ${found.plans}`,
          `  deals    ${found.openDeals} open`,
          `  tasks    ${found.runningTasks} running`,
        ].join('\n'),
      )
    })
  const confirmHub = withExamples(
    withOutput(new Command('confirm')),
    'sonm plan confirm 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'sonm plan confirm 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --yes',
  )
    .description('Confirm on chain that a hub sells for your account.')
    .argument('<hub>', "the hub's address")
    .option('--yes', 'do not ask')
    .action(async (address: string, options: OutputOptions & { yes?: boolean }) => {
      const hub = parseAddress(address)
      await confirm(`Let ${hub} sell for your account? It costs a transaction.`, options.yes)
      const receipt = await withNode(homeOf(options), (api) => api.supply.confirmHub({ hub }))
      print(
        options,
        { txHash: receipt.txHash },
        () => `The hub ${hub} sells for your account (transaction ${receipt.txHash}).`,
      )
    })
  const command = new Command('plan').description(
    "A supplier's side: what your hub sells, and with which workers. It signs the offers (asks) of a plan by itself, again and again.",
  )
  for (const part of [list, create, remove, workers, status, confirmHub]) command.addCommand(part)
  return withExamples(command, 'sonm plan list', 'sonm plan create -f ask-plan.yaml', 'sonm plan workers --out json')
}

function plansTable(plans: readonly Plan[]): string {
  if (plans.length === 0) return 'No plans. `sonm plan create -f ask-plan.yaml` makes one.'
  const rows = plans.map(({ planId, spec, worker, state, dealId }) => [
    planId,
    state,
    dealId === undefined ? '-' : dealId.toString(),
    worker ? shortAddress(worker) : '-',
    ((spec?.cpuHundredths ?? 0) / 100).toString(),
    formatSize(Number(spec?.ramBytes ?? 0n)),
    spec ? priceText(spec) : '-',
  ])
  return table(['PLAN', 'STATE', 'DEAL', 'WORKER', 'CORES', 'RAM', 'PRICE/H'], rows, [
    'DEAL',
    'CORES',
    'RAM',
    'PRICE/H',
  ])
}

function workersTable(workers: readonly WorkerInfo[]): string {
  if (workers.length === 0) return 'No worker has registered. `sonm worker start --hub ADDRESS` starts one.'
  const rows = workers.map(({ address, name, connected, machine, executors }) => [
    name,
    address,
    connected ? 'yes' : 'no',
    ((machine?.cpuHundredths ?? 0) / 100).toString(),
    formatSize(Number(machine?.ramBytes ?? 0n)),
    (machine?.gpus.length ?? 0).toString(),
    executors.join(','),
  ])
  return table(['NAME', 'ADDRESS', 'CONNECTED', 'CORES', 'RAM', 'GPUS', 'RUNS'], rows, ['CORES', 'RAM', 'GPUS'])
}
