import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Count, type Outcome, readForge, readReport, summaryOf, whole } from './suite-report.ts'

interface Suite {
  readonly name: string
  readonly command: readonly string[]
  /** Why the suite cannot run here; undefined: it can. */
  readonly missing?: () => string | undefined
  /** Reads the counts from what the command left; by default the whole command is one check. */
  readonly count?: (exitCode: number, output: string) => Count
}

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)))
const BIN = join(ROOT, 'node_modules/.bin')
const REPORTS = mkdtempSync(join(tmpdir(), 'sonm-test-'))
process.once('exit', () => rmSync(REPORTS, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const ENV = { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}` }

const answers = (command: string, words: readonly string[]) =>
  spawnSync(command, words, { env: ENV, stdio: 'ignore' }).status === 0

function vitest(project: string, missing?: Suite['missing']): Suite {
  const report = join(REPORTS, `${project}.json`)
  return {
    name: project,
    command: [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    count: () => readReport(report),
    ...(missing ? { missing } : {}),
  }
}

const needsLinux = () => (process.platform === 'linux' ? undefined : 'it reads /proc, which Linux alone has')
// The root of a container is often not allowed to mount either.
const needsMounts = () =>
  answers('unshare', ['--mount', 'true']) ? undefined : 'it mounts small disks, as root of a Linux machine alone may'
const needsDocker = () => {
  if (process.env.SONM_TEST_IMAGE === undefined)
    return 'no Docker engine with a loopback registry (scripts/docker-for-tests start)'
  return answers('docker', ['info']) ? undefined : 'the Docker engine does not answer'
}
const needsChromium = () => (answers('chromium', ['--version']) ? undefined : 'Chromium is not installed')

const SUITES: readonly Suite[] = [
  { name: 'lint', command: ['biome', 'ci', '.'] },
  { name: 'lint-contracts', command: ['npm', 'run', '--silent', 'lint', '-w', '@sonm/contracts'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  vitest('tidy'),
  vitest('unit'),
  {
    name: 'contracts',
    command: ['npm', 'run', '--silent', 'test', '-w', '@sonm/contracts'],
    count: (exitCode, output) => readForge(output) ?? whole(exitCode),
  },
  vitest('anvil'),
  vitest('docker', needsDocker),
  vitest('simulation'),
  vitest('e2e', needsLinux),
  vitest('e2e-root', needsMounts),
  vitest('e2e-docker', () => needsLinux() ?? needsDocker()),
  vitest('e2e-chromium', needsChromium),
]

function run(suite: Suite): Promise<{ exitCode: number; output: string }> {
  return new Promise((done) => {
    const [command, ...words] = suite.command
    const child = spawn(command!, words, { cwd: ROOT, env: ENV, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (data: Buffer) => {
      output += data
      process.stdout.write(data)
    })
    child.once('error', (error) => done({ exitCode: 127, output: error.message }))
    child.once('close', (code) => done({ exitCode: code ?? 1, output }))
  })
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name))
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are ${SUITES.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const outcomes: Outcome[] = []
for (const suite of SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const { name } = suite
  const leftOut = suite.missing?.()
  if (leftOut !== undefined) {
    outcomes.push({ name, leftOut })
    continue
  }
  console.log(`\n== ${name}`)
  const startedMs = performance.now()
  const { exitCode, output } = await run(suite)
  const count = (suite.count ?? whole)(exitCode, output)
  outcomes.push({ name, exitCode, count, seconds: (performance.now() - startedMs) / 1000 })
}
const { text, failed } = summaryOf(outcomes, process.env.CI === 'true')
console.log(`\n${text}`)
process.exit(failed === 0 ? 0 : 1)
