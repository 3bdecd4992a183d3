import { readFile } from 'node:fs/promises'
import { messageOf, systemClock } from '@sonm/common'
import { fail, readTaskFile } from '@sonm/model'
import { ListTasksResponseSchema, observationFromMessage, TaskStatusSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { downloadOutput } from '../buyer/files.ts'
import { type Patience, patiently } from '../buyer/patience.ts'
import { prepareTask, startTask } from '../buyer/tasks.ts'
import { jsonLines } from '../output/log-lines.ts'
import { terminal } from '../output/print.ts'
import { barFor } from '../output/progress.ts'
import { tasksTable, taskText } from '../output/tasks.ts'
import {
  confirm,
  homeOf,
  interruptSignal,
  type OutputOptions,
  print,
  printMessage,
  readDealId,
  readPort,
  withExamples,
  withOutput,
} from './common.ts'

export function taskCommand(): Command {
  const list = withExamples(withOutput(new Command('list')), 'sonm task list', 'sonm task list --deal 7 --out json')
    .description('Your tasks.')
    .option('--deal <deal>', 'of this deal only')
    .action(async (options: OutputOptions & { deal?: string }) => {
      const request = options.deal === undefined ? {} : { dealId: readDealId(options.deal) }
      const found = await withNode(homeOf(options), (api) => api.tasks.listTasks(request))
      printMessage(options, ListTasksResponseSchema, found, () => tasksTable(found.tasks))
    })
  const start = withExamples(withOutput(new Command('start')), 'sonm task start 7 -f task.yaml')
    .description('Start a task under a deal that you have.')
    .argument('<deal>', "the deal's number")
    .requiredOption('-f, --file <file>', 'the task file')
    .action(async (deal: string, options: OutputOptions & { file: string }) => {
      const prepared = await prepareTask(await loadTaskFile(options.file), options.file)
      const sending = barFor(options, 'Sending inputs')
      const status = await withNode(homeOf(options), async (api) => {
        const taskId = await startTask(api, readDealId(deal), prepared, sending.update, interruptSignal())
        return await api.tasks.getTask({ taskId })
      }).finally(sending.done)
      printMessage(options, TaskStatusSchema, status, () => taskText(status))
    })
  const show = withExamples(
    withOutput(new Command('show')),
    'sonm task show 3f0c…e1',
    'sonm task show 3f0c…e1 --out json',
  )
    .description('One task in full: its state, why it ended, what it left.')
    .argument('<task>', 'its id')
    .action(async (taskId: string, options: OutputOptions) => {
      const status = await withNode(homeOf(options), (api) => api.tasks.getTask({ taskId }))
      printMessage(options, TaskStatusSchema, status, () => taskText(status))
    })
  const logs = withExamples(
    withOutput(new Command('logs')),
    'sonm task logs 3f0c…e1',
    'sonm task logs 3f0c…e1 --follow',
    'sonm task logs 3f0c…e1 --out json',
  )
    .description('What a task has printed; as JSON, one object a line: offset, stream, atMs, text.')
    .argument('<task>', 'its id')
    .option('-F, --follow', 'go on until it ends')
    .action(async (taskId: string, options: OutputOptions & { follow?: boolean }) => {
      const follow = options.follow === true
      const printAs = options.out === 'json' ? printLogLines : printLogs
      await withNode(homeOf(options), (api) => printAs(api, taskId, follow, interruptSignal()))
    })
  const stop = withExamples(withOutput(new Command('stop')), 'sonm task stop 3f0c…e1', 'sonm task stop 3f0c…e1 --yes')
    .description('Stop a task; its deal goes on.')
    .argument('<task>', 'its id')
    .option('--yes', 'do not ask')
    .action(async (taskId: string, options: OutputOptions & { yes?: boolean }) => {
      await confirm(`Stop task ${taskId}?`, options.yes)
      const status = await withNode(homeOf(options), (api) => api.tasks.stopTask({ taskId }))
      printMessage(options, TaskStatusSchema, status, () => taskText(status))
    })
  const fetch = withExamples(
    withOutput(new Command('fetch')),
    'sonm task fetch 3f0c…e1',
    'sonm task fetch 3f0c…e1 --output results',
  )
    .description('Download the outputs of an ended task.')
    .argument('<task>', 'its id')
    .option('--output <folder>', 'where to', '.')
    .action(async (taskId: string, options: OutputOptions & { output: string }) => {
      const signal = interruptSignal()
      const files = await withNode(homeOf(options), async (api) => {
        const { outputs, phase } = observationFromMessage((await api.tasks.getTask({ taskId })).observation)
        if (phase !== 'ended') throw fail('TASK_NOT_ENDED', { taskId, phase })
        const fetched = []
        for (const output of outputs)
          fetched.push(await downloadOutput(api, taskId, output, options.output, { signal }))
        return fetched
      })
      print(
        options,
        files,
        () => files.map(({ path, bytes }) => `${path} (${bytes} bytes)`).join('\n') || 'The task left no outputs.',
      )
    })
  const forward = withExamples(
    withOutput(new Command('forward')),
    'sonm task forward 3f0c…e1 8080',
    'sonm task forward 3f0c…e1 8080 --local 9000',
  )
    .description("Open a port of this machine that leads to a task's port.")
    .argument('<task>', 'its id')
    .argument('<port>', "the task's port", readPort)
    .option('--local <port>', 'the port here (default: a free one)', readPort)
    .action(async (taskId: string, port: number, options: OutputOptions & { local?: number }) => {
      const opened = await withNode(homeOf(options), (api) =>
        api.tasks.forwardPort({ taskId, port, localPort: options.local ?? 0 }),
      )
      print(
        options,
        { host: opened.host, port: opened.port },
        () => `${opened.host}:${opened.port} leads to port ${port} of the task, as long as the task runs.`,
      )
    })
  const command = new Command('task').description('Tasks: what runs under your deals.')
  for (const part of [list, start, show, logs, stop, fetch, forward]) command.addCommand(part)
  return withExamples(
    command,
    'sonm task list',
    'sonm task start 7 -f task.yaml',
    'sonm task logs 3f0c…e1 --follow',
    'sonm task forward 3f0c…e1 8080',
    'sonm task stop 3f0c…e1 --yes',
  )
}

/** Reads a task file. @throws FILE_UNREADABLE, SPEC_INVALID */
export async function loadTaskFile(path: string) {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw fail('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
  })
  return readTaskFile(text, path)
}

async function printLogLines(api: NodeApi, taskId: string, follow: boolean, signal: AbortSignal): Promise<void> {
  const chunks = api.tasks.readLogs({ taskId, offset: 0n, follow }, { signal })
  for await (const line of jsonLines(chunks)) terminal.out(line)
}

/**
 * Copies a task's output to ours, each stream to its own.
 * @param patience how to bear with a hub that falls silent; it goes on where it was
 */
export async function printLogs(
  api: NodeApi,
  taskId: string,
  follow: boolean,
  signal: AbortSignal,
  patience: Patience = { clock: systemClock, patienceMs: 0, signal, onSilence: () => {} },
): Promise<void> {
  let offset = 0n
  await patiently(patience, async (heard) => {
    for await (const chunk of api.tasks.readLogs({ taskId, offset, follow }, { signal })) {
      heard()
      offset = chunk.offset + BigInt(chunk.data.length)
      const stream = chunk.stream === 'stderr' ? process.stderr : process.stdout
      stream.write(chunk.data)
    }
  })
}
