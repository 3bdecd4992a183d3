import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { filesUnder, ROOT, read, WORKSPACES } from './sources.ts'

/** What a newcomer asks of every part, and where the answer is recognised. */
const QUESTIONS: Readonly<Record<string, RegExp>> = {
  'what it is for': /^# .+\n\n[A-Z`].{40}/,
  'what it owns': /^## What it owns|\*\*Owns\*\*|\bIt owns\b/m,
  'what it may import':
    /^## What it may import|\*\*May import\*\*|\b[Ii]t may import\b|\bimports? (\w+, and )?no package\b/m,
  'how to try it': /^(## (How to try it|Try it)|.*\*\*Try it\*\*)[\s\S]*?(npx vitest|npm (test|run)|\.\/sonm)/m,
}

test('there are workspaces to look at', () => {
  expect(WORKSPACES).toEqual(expect.arrayContaining(['packages/common', 'contracts', 'examples/render', 'test']))
})

test.each(WORKSPACES)('the README of %s answers what a newcomer asks', (workspace) => {
  const path = join(workspace, 'README.md')
  const text = existsSync(join(ROOT, path)) ? read(path) : ''
  expect(Object.keys(QUESTIONS).filter((question) => !QUESTIONS[question]!.test(text))).toEqual([])
})

test('every test that a text tells to run is there', () => {
  const suites = [...read('vitest.config.ts').matchAll(/(?:project|e2e)\('([\w-]+)'/g)].map(([, suite]) => suite)
  const texts = ['README.md', ...['docs', ...WORKSPACES].flatMap(filesUnder).filter((path) => path.endsWith('.md'))]
  const commands = texts.flatMap((path) =>
    [...read(path).matchAll(/vitest run --project (\S+)(?: ([\w./-]+))?/g)].map(([command, suite, file]) => ({
      path,
      command,
      suite,
      file,
    })),
  )
  expect(commands.length).toBeGreaterThan(10)
  const wrong = commands.filter(({ suite, file }) => !suites.includes(suite) || (file && !existsSync(join(ROOT, file))))
  expect(wrong).toEqual([])
})

test('every call, command and event in the diagram of the flow is defined', () => {
  const [, diagram] = read('docs/architecture.md').match(/```mermaid\n([\s\S]*?)```/)!
  const told = [...diagram!.matchAll(/>>\w+: (.*)/g)].flatMap(([, label]) => label!.match(/\b[A-Z]\w+/g) ?? [])
  const sources = [...filesUnder('packages/protocol/proto'), 'contracts/src/interfaces/IMarket.sol']
    .map(read)
    .join('\n')
  const defined = [...sources.matchAll(/\b(?:rpc|message|event) (\w+)/g)].map(([, name]) => name)
  expect(told.length).toBeGreaterThan(15)
  expect(told.filter((name) => !defined.includes(name))).toEqual([])
})

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

test('every link within the repository leads somewhere', () => {
  const pages = [
    'README.md',
    ...['docs', 'test', ...WORKSPACES].flatMap(filesUnder).filter((path) => path.endsWith('.md')),
  ]
  const links = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)/g)].map(([, path, anchor]) => ({
      page,
      to: path === '' ? page : join(dirname(page), path!),
      anchor: anchor!,
    })),
  )
  expect(links.length).toBeGreaterThan(100)
  const isThere = ({ to, anchor }: { to: string; anchor: string }) =>
    existsSync(join(ROOT, to)) &&
    (anchor === '' || [...read(to).matchAll(/^#+ (.*)$/gm)].some(([, heading]) => anchorOf(heading!) === anchor))
  expect(links.filter((link) => !isThere(link))).toEqual([])
})
