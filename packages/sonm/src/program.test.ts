import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorDefinition } from '@sonm/common'
import { errorCatalog } from '@sonm/model'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from './program.ts'

const leavesOf = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()
}

function helpOf(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

/** Each in one line, also where it goes on after a backslash. */
const examplesIn = (help: string) =>
  [...help.replaceAll(/ \\\n +/g, ' ').matchAll(/^ {2}\$ (sonm .*)$/gm)].map(([, line]) => line!)

/** The command that a line calls, as the program would find it: `sonm devnet` calls `sonm devnet start`. */
function calledBy(program: Command, line: string): { command: Command; rest: readonly string[] } {
  const rest = line.split(' ').slice(1)
  let command = program
  for (;;) {
    const named = command.commands.find((sub) => sub.name() === rest[0])
    const next = named ?? command.commands.find((sub) => sub.name() === 'start' && command.name() === 'devnet')
    if (!next) return { command, rest }
    if (named) rest.shift()
    command = next
  }
}

const program = createProgram()
const leaves = leavesOf(program).map((command) => [nameOf(command), command] as const)

test('the walk finds every command', () => {
  expect(leaves.length).toBeGreaterThan(30)
})

describe.each(leaves)('the help of %s', (name, command) => {
  const help = helpOf(command)

  test('says what it does', () => {
    expect(command.description()).toMatch(/\.$/)
    expect(help).toContain(command.description().split(' ')[0])
  })

  test('fits a terminal of 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('shows how it is called', () => {
    expect(examplesIn(help)).not.toEqual([])
    expect(help).not.toContain('undefined')
    // `sonm devnet` is `sonm devnet start`.
    expect(examplesIn(help).every((line) => line.startsWith(name.replace(/^sonm devnet start$/, 'sonm devnet')))).toBe(
      true,
    )
  })

  test('says what each option and argument is', () => {
    for (const { description, flags } of command.options) expect(description, flags).not.toBe('')
    for (const argument of command.registeredArguments) expect(argument.description, argument.name()).not.toBe('')
  })
})

test('every example in any help names a command, and options that it has', () => {
  const groups = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(groups)]
  for (const line of groups(program).flatMap((command) => examplesIn(helpOf(command)))) {
    const { command, rest } = calledBy(program, line)
    expect(command.commands, line).toEqual([])
    const options = rest.filter((word) => /^--?[a-z]/i.test(word))
    const known = command.options.flatMap(({ short, long }) => [short, long])
    expect(known, line).toEqual(expect.arrayContaining(options))
  }
})

const ROOT = join(import.meta.dirname, '../../..')
const PAGES = globSync(['README.md', 'docs/*.md', 'packages/*/README.md'], { cwd: ROOT })

/** The first line of a text that is signed. */
const NO_COMMAND = 'sonm start receipt 1'

test.each(PAGES)('every command that %s shows is there, with its options', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/\\\n\s*/g, '')
  const shown = [...text.matchAll(/(?:^(?: {4}|\$ )?|\$\()(?:\.\/)?(sonm [a-z].*)$|`(?:\.\/)?(sonm [a-z][^`]*)`/gm)]
  for (const line of shown.map(([, alone, within]) => alone ?? within!).filter((line) => line !== NO_COMMAND)) {
    const { command, rest } = calledBy(program, line.replace(/ (\||\$\().*/, '').replaceAll(/\s+/g, ' '))
    if (command === program || command.commands.length > 0) expect(rest, line).toEqual([])
    const options = rest.flatMap((word) => /^--?[a-z][\w-]*/i.exec(word) ?? [])
    const known = command.options.flatMap(({ short, long }) => [short, long])
    expect([...known, '--help'], line).toEqual(expect.arrayContaining(options))
  }
})

test('every command that an error tells to call is there, with the options that it names', () => {
  const anyData = new Proxy({}, { get: () => '7' })
  const errors = Object.entries(errorCatalog) as [string, ErrorDefinition<unknown>][]
  const advice = errors.flatMap(([code, { what, todo }]) =>
    [what(anyData), typeof todo === 'string' ? todo : todo(anyData)].map((text) => [code, text] as const),
  )
  const calls = advice.flatMap(([code, text]) => [...text.matchAll(/`(sonm [^`]+)`/g)].map(([, line]) => [code, line!]))
  expect(calls.length).toBeGreaterThan(20)
  for (const [code, line] of calls) {
    const { command, rest } = calledBy(program, line!)
    expect(command.commands, `${code}: ${line}`).toEqual([])
    const known = command.options.flatMap(({ short, long }) => [short, long])
    const options = rest.filter((word) => /^--?[a-z]/i.test(word))
    expect(known, `${code}: ${line}`).toEqual(expect.arrayContaining(options))
  }
})
