import { messageOf } from '@sonm/common'
import { fail, type TaskObservation } from '@sonm/model'
import { dealFromMessage, OpenDealResponseSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { downloadOutput, type LocalFile } from '../buyer/files.ts'
import { expectSuccess, followTask, type PreparedTask, prepareTask, startTask } from '../buyer/tasks.ts'
import { dealText } from '../output/deals.ts'
import { terminal } from '../output/print.ts'
import { progressBar, silentProgress } from '../output/progress.ts'
import { rentPlanText } from '../output/rent-plan.ts'
import {
  confirm,
  homeOf,
  interruptSignal,
  now,
  type OutputOptions,
  print,
  printMessage,
  withExamples,
  withOutput,
} from './common.ts'
import { type RequirementOptions, requirementsOf, withRequirements } from './market.ts'
import { loadTaskFile, printLogs } from './task.ts'

interface Options extends OutputOptions, RequirementOptions {
  readonly file: string
  readonly output: string
  readonly detach?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export function runCommand(): Command {
  const command = withRequirements(withOutput(new Command('run')))
    .description('Rent the cheapest machine that fits, run a task on it, fetch its outputs, close the deal and pay.')
    .requiredOption('-f, --file <file>', 'the task file')
    .option('--output <folder>', 'where the outputs go', '.')
    .option('--detach', 'leave the task and the deal running, and print their names')
    .option('--dry-run', 'say what would be rented and for how much, and stop')
    .option('--yes', 'do not ask before renting')
  return withExamples(
    command,
    'sonm run -f examples/render/task.yaml --yes',
    'sonm run -f task.yaml --ram 8GiB --max-price "2 SNM/h" --dry-run',
    'sonm run -f service.yaml --detach --yes',
  ).action(async (options: Options) => {
    const signal = interruptSignal()
    const task = await prepareTask(await loadTaskFile(options.file), options.file)
    await withNode(homeOf(options), (api) => run(api, task, options, signal))
  })
}

/** A task that limits itself to so much wants a machine that has it; what the user says overrides. */
function limitsAsRequirements({ spec }: PreparedTask): RequirementOptions {
  const { memoryBytes, cpuHundredths, diskBytes } = spec.limits ?? {}
  return {
    ...(memoryBytes !== undefined ? { ram: String(memoryBytes) } : {}),
    ...(cpuHundredths !== undefined ? { cores: String(Math.ceil(cpuHundredths / 100)) } : {}),
    ...(diskBytes !== undefined ? { storage: String(diskBytes) } : {}),
  }
}

async function run(api: NodeApi, task: PreparedTask, options: Options, signal: AbortSignal): Promise<void> {
  const executors = [...new Set([...(options.executor ?? []), task.spec.workload.kind])]
  const requirements = requirementsOf({ ...limitsAsRequirements(task), ...options, executor: executors }, 20)
  const plan = await api.deals.openDeal({ requirements, dryRun: true }, { signal })
  if (options.dryRun) return printMessage(options, OpenDealResponseSchema, plan, rentPlanText)
  terminal.note(rentPlanText(plan))
  await confirm('Rent it?', options.yes)

  // Not under the signal: a deal that opens while the call is dropped would stay open.
  const opened = await api.deals.openDeal({ requirements, askHash: plan.offer!.orderHash })
  const deal = dealFromMessage(opened.deal?.deal)
  terminal.note(`Deal ${deal.id} is open.`)
  let keepDeal = false
  try {
    signal.throwIfAborted()
    const taskId = await startTask(api, deal.id, task, () => {}, signal)
    terminal.note(`Task ${taskId} is started.`)
    if (options.detach) {
      keepDeal = true
      print(
        options,
        { dealId: deal.id, taskId },
        () => `Follow it with: sonm task logs ${taskId} --follow\nEnd it with:    sonm deal close ${deal.id}`,
      )
      return
    }
    const ended = await follow(api, taskId, options, signal)
    const files: LocalFile[] = []
    for (const output of ended.outputs) files.push(await downloadOutput(api, taskId, output, options.output, signal))
    expectSuccess(ended)
    const { deal: closed } = await api.deals.closeDeal({ dealId: deal.id }, { signal })
    keepDeal = true
    print(
      options,
      { dealId: deal.id, taskId, paidWei: closed!.paidWei, billedSeconds: closed!.billedSeconds, files },
      () => [...files.map(({ path, bytes }) => `${path} (${bytes} bytes)`), dealText(closed!, now())].join('\n'),
    )
  } finally {
    // Whatever became of the task, the buyer stops paying; a call of its own, for the signal may have ended the others.
    if (!keepDeal) await closeAfterFailure(api, deal.id)
  }
}

/** Shows a bar on a terminal, else copies what the task prints. */
async function follow(api: NodeApi, taskId: string, options: Options, signal: AbortSignal): Promise<TaskObservation> {
  const forPeople = options.out === 'text' && process.stderr.isTTY
  const bar = forPeople ? progressBar('Running') : silentProgress
  const show = ({ progress, activity, phase }: TaskObservation) => bar.update(progress ?? 0, activity ?? phase)
  const printing = options.out === 'text' && !forPeople ? printLogs(api, taskId, true, signal) : Promise.resolve()
  try {
    const [ended] = await Promise.all([followTask(api, taskId, show, { signal }), printing])
    return ended
  } finally {
    bar.done()
  }
}

async function closeAfterFailure(api: NodeApi, dealId: bigint): Promise<void> {
  try {
    const { deal } = await api.deals.closeDeal({ dealId })
    terminal.note(dealText(deal!, now()))
  } catch (error) {
    throw fail('DEAL_STILL_OPEN', { dealId: dealId.toString(), reason: messageOf(error) }, { cause: error })
  }
}
