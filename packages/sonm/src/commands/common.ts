import { type DescMessage, type MessageShape, toJson } from '@bufbuild/protobuf'
import { nowSeconds, systemClock } from '@sonm/common'
import { fail, parseDurationMs } from '@sonm/model'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_PATIENCE_MS, type Patience } from '../buyer/patience.ts'
import { type Home, openHome } from '../home/home.ts'
import { ask } from '../output/ask.ts'
import { fitCall } from '../output/fit-lines.ts'
import { asCalled, exitCodeOf, json, terminal } from '../output/print.ts'

/** The narrowest terminal that help is written for. */
const HELP_COLUMNS = 80

export interface HomeOptions {
  readonly home?: string
  readonly node?: string
}

export function withHome(command: Command): Command {
  return command.option('--home <folder>', 'where keys, network and data are (default: $SONM_HOME or ~/.sonm)')
}

export function homeOf(options: HomeOptions): Home {
  return openHome(options.home, options.node)
}

/** The API's commands: a home, and text or JSON. */
export function withOutput(command: Command): Command {
  return withFormat(
    withHome(command).option('--node <name>', 'which node of the home to talk to (default: $SONM_NODE or node)'),
  )
}

export function withFormat(command: Command): Command {
  return command.addOption(new Option('--out <format>', 'how to print').choices(['text', 'json']).default('text'))
}

export interface OutputOptions extends HomeOptions {
  readonly out: 'text' | 'json'
}

/** Prints a result as the user asked: the value as JSON, or the text made of it. */
export function print<Value>(options: OutputOptions, value: Value, text: (value: Value) => string): void {
  if (options.out === 'json') terminal.out(json(value))
  else terminal.tell(asCalled(text(value)))
}

/** The same for a message of the API, which in JSON has every field, so that an empty list is `[]`. */
export function printMessage<Desc extends DescMessage>(
  options: OutputOptions,
  schema: Desc,
  message: MessageShape<Desc>,
  text: (message: MessageShape<Desc>) => string,
): void {
  if (options.out === 'json') terminal.out(json(toJson(schema, message, { alwaysEmitImplicit: true })))
  else terminal.tell(asCalled(text(message)))
}

/** Help that shows how it is done. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${fitCall(asCalled(`$ ${example}`).slice(2), HELP_COLUMNS, 2)}`)
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}

export function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('It must be a port from 1 to 65535.')
  return port
}

/** A descriptor that the caller has opened for reading: 0, or 3 and up. */
export function readDescriptor(text: string): number {
  const fd = Number(text)
  if (!/^\d{1,4}$/.test(text) || fd === 1 || fd === 2)
    throw new InvalidArgumentError('It must be 0, or a number from 3 to 9999.')
  return fd
}

export function readDealId(text: string): bigint {
  if (!/^[1-9]\d{0,18}$/.test(text))
    throw fail('INPUT_INVALID', { field: 'deal', reason: `'${text}' is no deal number` })
  return BigInt(text)
}

/** Aborts on Ctrl-C or a request to end, so that a command can tidy up; a second Ctrl-C ends at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  const abort = () => controller.abort(fail('INTERRUPTED', {}))
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, abort)
  // Whoever read the output has gone (as in `| head`): as good as a Ctrl-C, so that a deal does not stay open.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', abort)
  return controller.signal
}

/** What a watch shows, until its user ends it: that is how it ends, and nothing but the exit code tells of it. */
export async function* untilInterrupted<Update>(updates: AsyncIterable<Update>, signal: AbortSignal) {
  try {
    yield* updates
  } catch (error) {
    if (!signal.aborted) throw error
    process.exitCode = exitCodeOf(signal.reason)
  }
}

/** The time of this machine, in whole seconds. */
export const now = (): bigint => BigInt(nowSeconds(systemClock))

/** A whole number from 1 on, as an option's value. */
export function readCount(option: string, text: string): number {
  const count = Number(text)
  if (!/^\d{1,9}$/.test(text) || count < 1)
    throw fail('INPUT_INVALID', { field: option, reason: `'${text}' is no whole number above 0` })
  return count
}

/** Asks a yes-or-no question on the terminal. Without one, `--yes` is the only way on. */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY) throw fail('CONFIRMATION_NEEDED', { question })
  const answer = await ask(`${question} [y/N] `)
  if (!/^y(es)?$/i.test(answer.trim())) throw fail('DECLINED', {})
}

export interface PatienceOptions {
  readonly patience?: string
}

/** How the user bears with a hub that falls silent; it is shown to him. */
export function patienceOf({ patience }: PatienceOptions, signal: AbortSignal): Patience {
  return {
    clock: systemClock,
    patienceMs: patience === undefined ? DEFAULT_PATIENCE_MS : parseDurationMs(patience),
    signal,
    onSilence: (error) => terminal.note(`${error.what} Waiting for it.`),
  }
}
