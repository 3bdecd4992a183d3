import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Count, type Outcome, readForge, readReport, summaryOf, whole } from './suite-report.ts'

/**
 * The suites of a lane run one after the other, beside those of the other lanes: sources look at the code in one process;
 * networks and machines start many and often wait for them, machines for what a user's machine may lack.
 */
const LANES = ['sources', 'networks', 'machines'] as const
type Lane = (typeof LANES)[number]

interface Suite {
  readonly name: string
  readonly command: readonly string[]
  readonly lane: Lane
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

const ENV = {
  ...process.env,
  PATH: `${BIN}${delimiter}${process.env.PATH}`,
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/sonm'),
}

const answers = (command: string, words: readonly string[]) =>
  spawnSync(command, words, { env: ENV, stdio: 'ignore' }).status === 0

function vitest(lane: Lane, project: string, missing?: Suite['missing']): Suite {
  const report = join(REPORTS, `${project}.json`)
  return {
    name: project,
    lane,
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
const needsNamespaces = () => {
  if (!answers('unshare', ['--net', 'iptables', '-t', 'nat', '-L']))
    return 'it makes network namespaces with iptables and iproute2, as root of a Linux machine alone may'
  return answers('sh', ['-c', 'command -v miniupnpd && command -v nft'])
    ? undefined
    : 'miniupnpd and nftables, which make a router that leads ports, are not installed'
}
const needsDocker = () => {
  if (process.env.SONM_TEST_IMAGE === undefined)
    return 'no Docker engine with a loopback registry (scripts/docker-for-tests start)'
  return answers('docker', ['info']) ? undefined : 'the Docker engine does not answer'
}
const needsPostgres = () =>
  answers('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/initdb || command -v initdb'])
    ? undefined
    : 'PostgreSQL is not installed'
const needsChromium = () => (answers('chromium', ['--version']) ? undefined : 'Chromium is not installed')

const SUITES: readonly Suite[] = [
  { name: 'lint', lane: 'sources', command: ['biome', 'ci', '.'] },
  { name: 'lint-contracts', lane: 'sources', command: ['npm', 'run', '--silent', 'lint', '-w', '@sonm/contracts'] },
  { name: 'types', lane: 'sources', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  vitest('sources', 'tidy'),
  vitest('sources', 'unit'),
  {
    name: 'contracts',
    lane: 'sources',
    command: ['npm', 'run', '--silent', 'test', '-w', '@sonm/contracts'],
    count: (exitCode, output) => readForge(output) ?? whole(exitCode),
  },
  vitest('sources', 'anvil'),
  vitest('sources', 'postgres', needsPostgres),
  vitest('machines', 'docker', needsDocker),
  vitest('networks', 'e2e', needsLinux),
  vitest('machines', 'e2e-root', needsMounts),
  vitest('machines', 'namespaces', needsNamespaces),
  vitest('machines', 'namespaces-docker', () => needsNamespaces() ?? needsDocker()),
  vitest('machines', 'e2e-docker', () => needsLinux() ?? needsDocker()),
  vitest('machines', 'e2e-chromium', needsChromium),
  vitest('machines', 'simulation'),
]

/** @param isAlone whether its output can be shown as it comes; else it is shown at its end, whole */
function run(suite: Suite, isAlone: boolean): Promise<{ exitCode: number; output: string }> {
  return new Promise((done) => {
    const [command, ...words] = suite.command
    const child = spawn(command!, words, { cwd: ROOT, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        output += data
        if (isAlone) process.stdout.write(data)
      })
    }
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

async function runOne(suite: Suite, isAlone: boolean): Promise<Outcome> {
  const { name } = suite
  const leftOut = suite.missing?.()
  if (leftOut !== undefined) return { name, leftOut }
  console.log(`\n== ${name}`)
  const startedMs = performance.now()
  const { exitCode, output } = await run(suite, isAlone)
  if (!isAlone) console.log(`\n== ${name} has ended\n${output}`)
  const count = (suite.count ?? whole)(exitCode, output)
  return { name, exitCode, count, seconds: (performance.now() - startedMs) / 1000 }
}

const chosen = SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const lanes = LANES.map((lane) => chosen.filter((suite) => suite.lane === lane))
const isAlone = lanes.filter((lane) => lane.length > 0).length === 1
const outcomes = (
  await Promise.all(
    lanes.map(async (lane) => {
      const ended: Outcome[] = []
      for (const suite of lane) ended.push(await runOne(suite, isAlone))
      return ended
    }),
  )
).flat()
const { text, failed } = summaryOf(outcomes, process.env.CI === 'true')
console.log(`\n${text}`)
process.exit(failed === 0 ? 0 : 1)
