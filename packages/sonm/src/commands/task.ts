import { fail, isTaskId, readTaskFile } from '@sonm/model'
import { ListTasksResponseSchema, type LogChunk, observationFromMessage, TaskStatusSchema } from '@sonm/protocol'
import { Command, InvalidArgumentError } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { fetchOutputs } from '../buyer/outputs.ts'
import { taskLogs } from '../buyer/task-logs.ts'
import { followTask, prepareTask, startTask } from '../buyer/tasks.ts'
import { readSmallFile } from '../home/small-file.ts'
import { jsonLines } from '../output/log-lines.ts'
import { terminal } from '../output/print.ts'
import { barFor } from '../output/progress.ts'
import { printLogs } from '../output/task-output.ts'
import { endText, tasksTable, taskText } from '../output/tasks.ts'
import {
  confirm,
  homeOf,
  interruptSignal,
  type OutputOptions,
  type PatienceOptions,
  patienceOf,
  print,
  printMessage,
  readDealId,
  readPort,
  withExamples,
  withOutput,
} from './common.ts'

interface TaskPortText {
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/** `8080`, `8080/tcp` or `5353/udp`. */
function readTaskPort(text: string): TaskPortText {
  const [port = '', protocol = 'tcp', ...more] = text.split('/')
  if ((protocol !== 'tcp' && protocol !== 'udp') || more.length > 0)
    throw new InvalidArgumentError('It must end in /tcp or /udp.')
  return { port: readPort(port), protocol }
}

export function taskCommand(): Command {
  const list = withExamples(withOutput(new Command('list')), 'sonm task list', 'sonm task list --deal 7 --out json')
    .description('Your tasks.')
    .option('--deal <deal>', 'of this deal only')
    .action(async (options: OutputOptions & { deal?: string }) => {
      const request = options.deal === undefined ? {} : { dealId: readDealId(options.deal) }
      const found = await withNode(homeOf(options), (api) => api.tasks.listTasks(request))
      for (const { reason } of found.unreachableHubs) terminal.note(`${reason}. Its tasks are shown as last known.`)
      printMessage(options, ListTasksResponseSchema, found, () => tasksTable(found.tasks))
    })
  const start = withExamples(withOutput(new Command('start')), 'sonm task start 7 -f task.yaml')
    .description('Start a task under a deal that you have.')
    .argument('<deal>', "the deal's number")
    .requiredOption('-f, --file <file>', 'the task file')
    .action(async (deal: string, options: OutputOptions & { file: string }) => {
      const prepared = await prepareTask(loadTaskFile(options.file), options.file)
      const sending = barFor(options, 'Sending inputs')
      const status = await withNode(homeOf(options), async (api) => {
        const taskId = await startTask(api, readDealId(deal), prepared, sending.update, interruptSignal())
        return await api.tasks.getTask({ taskId })
      }).finally(sending.done)
      printMessage(options, TaskStatusSchema, status, () => taskText(status))
    })
  const show = withExamples(
    withOutput(new Command('show')),
    'sonm task show 3f0c9d1e',
    'sonm task show 3f0c9d1e --out json',
  )
    .description('One task in full: its state, why it ended, what it left.')
    .argument('<task>', 'its id, or the first digits of it')
    .action(async (text: string, options: OutputOptions) => {
      const status = await withNode(homeOf(options), async (api) =>
        api.tasks.getTask({ taskId: await taskIdOf(api, text) }),
      )
      printMessage(options, TaskStatusSchema, status, () => taskText(status))
    })
  const logs = withExamples(
    withOutput(new Command('logs')),
    'sonm task logs 3f0c9d1e',
    'sonm task logs 3f0c9d1e --follow',
    'sonm task logs 3f0c9d1e --out json',
  )
    .description('What a task has printed; as JSON, one object a line: offset, stream, atMs, text.')
    .argument('<task>', 'its id, or the first digits of it')
    .option('-F, --follow', 'go on until it ends')
    .option(
      '--patience <time>',
      'with --follow: how long to wait for a hub that has fallen silent before giving up (default: 1m)',
    )
    .action(async (text: string, options: OutputOptions & PatienceOptions & { follow?: boolean }) => {
      const follow = options.follow === true
      const signal = interruptSignal()
      const patience = follow ? patienceOf(options, signal) : { ...patienceOf(options, signal), patienceMs: 0 }
      await withNode(homeOf(options), async (api) => {
        const taskId = await taskIdOf(api, text)
        // A hub that is away from the start is not waited for.
        await api.tasks.getTask({ taskId }, { signal })
        const logs = taskLogs(api, taskId, { follow, patience })
        await (options.out === 'json' ? printLogLines(logs) : printLogs(logs))
        // What never ran has printed nothing; its worker knows why.
        const { end } = observationFromMessage((await api.tasks.getTask({ taskId }, { signal })).observation)
        if (end?.error) terminal.note(`${endText(end)}: ${end.message}`)
      })
    })
  const stop = withExamples(withOutput(new Command('stop')), 'sonm task stop 3f0c9d1e', 'sonm task stop 3f0c9d1e --yes')
    .description('Stop a task; its deal goes on.')
    .argument('<task>', 'its id, or the first digits of it')
    .option('--yes', 'do not ask')
    .option('--no-wait', 'do not wait until it has ended')
    .action(async (text: string, options: OutputOptions & { yes?: boolean; wait: boolean }) => {
      const signal = interruptSignal()
      const status = await withNode(homeOf(options), async (api) => {
        const taskId = await taskIdOf(api, text)
        await confirm(`Stop task ${taskId}?`, options.yes)
        await api.tasks.stopTask({ taskId }, { signal })
        if (options.wait) await followTask(api, taskId, () => {}, { signal })
        return await api.tasks.getTask({ taskId }, { signal })
      })
      printMessage(options, TaskStatusSchema, status, () => taskText(status))
    })
  const fetch = withExamples(
    withOutput(new Command('fetch')),
    'sonm task fetch 3f0c9d1e',
    'sonm task fetch 3f0c9d1e --output results',
  )
    .description('Download the outputs of an ended task.')
    .argument('<task>', 'its id, or the first digits of it')
    .option('--output <folder>', 'where to', '.')
    .option('--force', 'write over files that are there')
    .action(async (text: string, options: OutputOptions & { output: string; force?: boolean }) => {
      const signal = interruptSignal()
      const files = await withNode(homeOf(options), async (api) => {
        const taskId = await taskIdOf(api, text)
        const observation = observationFromMessage((await api.tasks.getTask({ taskId })).observation)
        if (observation.phase !== 'ended') throw fail('TASK_NOT_ENDED', { taskId, phase: observation.phase })
        const { output: folder, force } = options
        return fetchOutputs(api, observation, {
          folder,
          overwrite: force === true,
          barFor: (label) => barFor(options, label),
          signal,
        })
      })
      print(
        options,
        files,
        () => files.map(({ path, bytes }) => `${path} (${bytes} bytes)`).join('\n') || 'The task left no outputs.',
      )
    })
  const forward = withExamples(
    withOutput(new Command('forward')),
    'sonm task forward 3f0c9d1e 8080',
    'sonm task forward 3f0c9d1e 8080 --local 9000',
    'sonm task forward 3f0c9d1e 5353/udp',
  )
    .description("Open a port of this machine that leads to a task's port. The node keeps it open until the task ends.")
    .argument('<task>', 'its id, or the first digits of it')
    .argument('<port>', "the task's port, over TCP unless it says /udp", readTaskPort)
    .option('--local <port>', 'the port here (default: a free one)', readPort)
    .action(async (text: string, { port, protocol }: TaskPortText, options: OutputOptions & { local?: number }) => {
      const opened = await withNode(homeOf(options), async (api) =>
        api.tasks.forwardPort({ taskId: await taskIdOf(api, text), port, protocol, localPort: options.local ?? 0 }),
      )
      print(
        options,
        { host: opened.host, port: opened.port },
        () => `${opened.host}:${opened.port} leads to ${protocol} port ${port} of the task, as long as the task runs.`,
      )
    })
  const command = new Command('task').description('Tasks: what runs under your deals.')
  for (const part of [list, start, show, logs, stop, fetch, forward]) command.addCommand(part)
  return withExamples(
    command,
    'sonm task list',
    'sonm task start 7 -f task.yaml',
    'sonm task logs 3f0c9d1e --follow',
    'sonm task forward 3f0c9d1e 8080',
    'sonm task stop 3f0c9d1e --yes',
  )
}

/**
 * A task by its whole id or by enough of its first digits.
 * @throws INPUT_INVALID, TASK_NOT_FOUND, TASK_AMBIGUOUS
 */
async function taskIdOf(api: NodeApi, text: string): Promise<string> {
  if (isTaskId(text)) return text
  const start = text.toLowerCase().replace(/…$/, '')
  if (!/^[0-9a-f]{4,32}$/.test(start)) {
    throw fail('INPUT_INVALID', { field: 'task', reason: `'${text}' is no task: give 4 digits of its id at the least` })
  }
  const { tasks } = await api.tasks.listTasks({})
  const ids = tasks.map(({ observation }) => observation?.taskId ?? '').filter((id) => id.startsWith(start))
  if (ids.length > 1) throw fail('TASK_AMBIGUOUS', { start, count: ids.length })
  if (ids.length === 0) throw fail('TASK_NOT_FOUND', { taskId: start })
  return ids[0]!
}

/** Reads a task file. @throws FILE_UNREADABLE, SPEC_INVALID */
export function loadTaskFile(path: string) {
  return readTaskFile(readSmallFile(path), path)
}

async function printLogLines(chunks: AsyncIterable<LogChunk>): Promise<void> {
  for await (const line of jsonLines(chunks)) terminal.out(line)
}
