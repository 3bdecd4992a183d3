#!/usr/bin/env node
import { CommanderError } from 'commander'
import { usageError } from './commands/usage-error.ts'
import { describeError, errorJson, exitCodeOf, fitted } from './output/print.ts'
import { createProgram } from './program.ts'

const program = createProgram()

/** Whether the caller reads what is printed with a program: `--json`, `--out json`, `--out=json`. */
function wantsJson(words: readonly string[]): boolean {
  const out = words.indexOf('--out')
  return words.includes('--json') || words.includes('--out=json') || (out >= 0 && words[out + 1] === 'json')
}

function end(error: unknown): never {
  if (wantsJson(process.argv)) process.stdout.write(`${errorJson(error)}\n`)
  process.stderr.write(`${fitted(describeError(error, program.opts().verbose === true), process.stderr)}\n`)
  process.exit(exitCodeOf(error))
}

// Nothing may slip past: a trace is not what a user can act on.
process.on('unhandledRejection', end)

try {
  await program.parseAsync()
  // Idle connections to the node would keep the process for minutes.
  process.exit()
} catch (error) {
  if (!(error instanceof CommanderError)) end(error)
  // Help and version are no errors; commander has printed them already.
  if (error.exitCode === 0 || error.code === 'commander.help') process.exit(0)
  end(usageError(error.message))
}
