import { CodedError, messageOf } from '@sonm/common'
import { fail, formatSize, readDetails, type TaskObservation } from '@sonm/model'
import { dealFromMessage, type OpenDealResponse, OpenDealResponseSchema, signedOrderFromMessage } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { requestOfPlan } from '../buyer/choice.ts'
import { ensureOutputFolder } from '../buyer/files.ts'
import { expectOutputs, fetchOutputs } from '../buyer/outputs.ts'
import { type Patience, patiently } from '../buyer/patience.ts'
import { type RequirementOptions, requirementsOf, withRequirements } from '../buyer/requirements.ts'
import { taskLogs } from '../buyer/task-logs.ts'
import { expectSuccess, followTask, type PreparedTask, prepareTask, startTask } from '../buyer/tasks.ts'
import { dealText } from '../output/deals.ts'
import { terminal } from '../output/print.ts'
import { barFor, isForPeople, progressBar } from '../output/progress.ts'
import { rentPlanText, skippedLines } from '../output/rent-plan.ts'
import { printLogs } from '../output/task-output.ts'
import {
  confirm,
  homeOf,
  interruptSignal,
  now,
  type OutputOptions,
  type PatienceOptions,
  patienceOf,
  print,
  printMessage,
  withExamples,
  withOutput,
} from './common.ts'
import { loadTaskFile } from './task.ts'

interface Options extends OutputOptions, RequirementOptions, PatienceOptions {
  readonly file: string
  readonly output: string
  readonly detach?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** Once the words of the user are read. */
type PatientOptions = Omit<Options, 'patience'> & { readonly patience: Patience }

export function runCommand(): Command {
  const command = withRequirements(withOutput(new Command('run')))
    .description('Rent the cheapest machine that fits, run a task on it, fetch its outputs, close the deal and pay.')
    .requiredOption('-f, --file <file>', 'the task file')
    .option('--output <folder>', 'where the outputs go', '.')
    .option('--detach', 'leave the task once it runs, with its deal open, and print their names')
    .option('--dry-run', 'say what would be rented and for how much, and stop')
    .option('--yes', 'do not ask before renting')
    .option(
      '--patience <time>',
      'how long to wait for a hub that has fallen silent before giving the task up (default: 1m)',
    )
  return withExamples(
    command,
    'sonm run -f examples/render/task.yaml --yes',
    'sonm run -f task.yaml --ram 8GiB --max-price "2 SNM/h" --dry-run',
    'sonm run -f task.yaml --where "gpu.memory>=24GiB latency<30ms" --yes',
    'sonm run -f service.yaml --detach --yes',
  ).action(async (options: Options) => {
    const signal = interruptSignal()
    const task = await prepareTask(loadTaskFile(options.file), options.file)
    await withNode(homeOf(options), (api) => run(api, task, options, signal))
  })
}

/** A task that limits itself to so much wants a machine that has it; what the user says overrides. */
function limitsAsRequirements({ spec }: PreparedTask): RequirementOptions {
  const { memoryBytes, cpuHundredths, diskBytes } = spec.limits ?? {}
  return {
    ...(memoryBytes !== undefined ? { ram: `${memoryBytes}B` } : {}),
    ...(cpuHundredths !== undefined ? { cores: String(Math.ceil(cpuHundredths / 100)) } : {}),
    ...(diskBytes !== undefined ? { storage: `${diskBytes}B` } : {}),
  }
}

async function run(api: NodeApi, task: PreparedTask, options: Options, signal: AbortSignal): Promise<void> {
  const patience = patienceOf(options, signal)
  const executors = [...new Set([...(options.executor ?? []), task.spec.workload.kind])]
  const requirements = requirementsOf({ ...limitsAsRequirements(task), ...options, executor: executors }, 20)
  const plan = await api.deals.openDeal({ requirements, dryRun: true }, { signal })
  if (options.dryRun) return printMessage(options, OpenDealResponseSchema, plan, rentPlanText)
  terminal.note(rentPlanText(plan))
  terminal.note(filesText(task))
  if (!options.detach && task.spec.outputs.length > 0) await ensureOutputFolder(options.output)
  await confirm('Rent it?', options.yes)

  // Not under the signal: a deal that opens while the call is dropped would stay open.
  const opened = await api.deals.openDeal(requestOfPlan(requirements, plan))
  for (const text of skippedLines(opened)) terminal.note(text)
  const { id: dealId } = dealFromMessage(opened.deal?.deal)
  terminal.note(`Deal ${dealId} is open.`)
  try {
    signal.throwIfAborted()
    await runUnder(api, dealId, task, { ...options, patience, storageBytes: storageOf(opened) }, signal)
  } catch (error) {
    // Whatever became of the task, the buyer stops paying.
    await closeAfterFailure(api, dealId, error)
    throw error
  }
}

/** What leaves this machine: it goes to a stranger. */
function filesText({ files }: PreparedTask): string {
  const names = files.map(({ path, bytes }) => `${path} (${formatSize(bytes)})`)
  return `sends       ${names.length === 0 ? 'no files' : names.join(', ')}`
}

/** What the machine has for files: no task on it can leave more. */
function storageOf({ offer }: OpenDealResponse): number {
  return readDetails(signedOrderFromMessage(offer?.order).details).resources.storageBytes
}

/** Runs the task under an open deal, and closes it; with --detach both go on. */
async function runUnder(
  api: NodeApi,
  dealId: bigint,
  task: PreparedTask,
  options: PatientOptions & { readonly storageBytes: number },
  signal: AbortSignal,
): Promise<void> {
  const sending = barFor(options, 'Sending inputs')
  const taskId = await startTask(api, dealId, task, sending.update, signal).finally(sending.done)
  terminal.note(`Task ${taskId} is started.`)
  if (options.detach) {
    // A task that does not even start would be paid for and do nothing.
    const seen = await follow(api, dealId, taskId, { ...options, until: ({ phase }) => phase === 'running' }, signal)
    if (seen.phase === 'ended') expectSuccess(seen)
    return print(options, { dealId, taskId }, () => nextSteps(dealId, taskId, task))
  }
  const ended = await follow(api, dealId, taskId, options, signal)
  const files = await fetchOutputs(api, ended, {
    folder: options.output,
    wanted: task.spec,
    limitBytes: options.storageBytes,
    // They are named in the buyer's own task file.
    overwrite: true,
    barFor: (label) => barFor(options, label),
    signal,
  })
  expectSuccess(ended)
  expectOutputs(ended, task.spec)
  const { deal: closed } = await api.deals.closeDeal({ dealId }, { signal })
  const { paidWei, billedSeconds } = closed!
  print(options, { dealId, taskId, paidWei, billedSeconds, files }, () =>
    [...files.map(({ path, bytes }) => `${path} (${bytes} bytes)`), dealText(closed!, now())].join('\n'),
  )
}

function nextSteps(dealId: bigint, taskId: string, { spec: { workload } }: PreparedTask): string {
  const ports = workload.kind === 'container' ? workload.container.expose : []
  return [
    `Follow it with:  sonm task logs ${taskId} --follow`,
    ...ports.map(
      ({ port, protocol }) => `Reach it with:   sonm task forward ${taskId} ${port}${protocol === 'udp' ? '/udp' : ''}`,
    ),
    `End it with:     sonm deal close ${dealId}`,
  ].join('\n')
}

/**
 * Shows a bar on a terminal, else a line for each tenth and what the task prints. A hub that falls silent is waited for.
 * @returns what was seen last: the end, or the first that is `until`
 */
async function follow(
  api: NodeApi,
  dealId: bigint,
  taskId: string,
  options: PatientOptions & { readonly until?: (observation: TaskObservation) => boolean },
  signal: AbortSignal,
): Promise<TaskObservation> {
  const { patience, until } = options
  // Without a terminal a line for each tenth tells those who read a log.
  const bar = options.out === 'text' && !until ? progressBar('Running') : barFor(options, 'Starting')
  const watching = patiently(patience, (heard) =>
    followTask(
      api,
      taskId,
      ({ progress, activity, phase }) => {
        heard()
        bar.update(progress ?? 0, activity ?? phase)
      },
      { signal, ...(until ? { until } : {}) },
    ),
  )
  const printing =
    options.out === 'text' && !isForPeople(options) && !until
      ? printLogs(taskLogs(api, taskId, { follow: true, patience }), { isShownElsewhere: true })
      : undefined
  try {
    const [ended] = await Promise.all([watching, printing])
    return ended
  } catch (error) {
    if (!(error instanceof CodedError) || !error.retryable) throw error
    const data = {
      taskId,
      dealId: dealId.toString(),
      silentSeconds: Math.round(patience.patienceMs / 1000),
      reason: error.what,
    }
    throw fail('HUB_LOST', data, { cause: error })
  } finally {
    bar.done()
  }
}

/** @throws DEAL_STILL_OPEN with the failure itself, when the deal cannot be closed */
export async function closeAfterFailure(api: NodeApi, dealId: bigint, failure: unknown): Promise<void> {
  try {
    // A call of its own: the signal may have ended the others.
    const { deal } = await api.deals.closeDeal({ dealId })
    terminal.note(dealText(deal!, now()))
  } catch (error) {
    const data = { dealId: dealId.toString(), failure: messageOf(failure), reason: messageOf(error) }
    throw fail('DEAL_STILL_OPEN', data, { cause: failure })
  }
}
