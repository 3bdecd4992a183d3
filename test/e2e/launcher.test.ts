import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SONM, start, temporaryFolder } from './program.ts'
import { until } from './town.ts'

// A repository with nothing in it but the launcher, and an npm that is told when it is to be done: a real one cannot be
// stopped at a given moment. It installs as npm does: the list of what is installed comes last. It ends with its folder, however a test ended.
const NPM = `#!/bin/sh
echo "$1" >> calls
trap 'echo ended >> calls; exit 143' TERM
rm -rf node_modules && mkdir -p node_modules/.bin
ln -s "$(command -v node)" node_modules/.bin/node
until [ -e go ]; do [ -e calls ] || exit 1; sleep 0.05; done
[ "$(cat go)" != fail ] || exit 1
touch node_modules/.package-lock.json
`

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
  mkdirSync(at('bin'))
  mkdirSync(at('packages/sonm/src'), { recursive: true })
  writeFileSync(at('bin/npm'), NPM)
  chmodSync(at('bin/npm'), 0o755)
  writeFileSync(at('package-lock.json'), '{}')
  writeFileSync(at('packages/sonm/src/main.ts'), 'console.log(process.argv.slice(2).join(" "))\n')
  copyFileSync(SONM, at('sonm'))
})
afterEach(() => folder.remove())

const at = (path: string) => join(folder.path, path)
const calls = () => (existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : [])

const locked = () => readdirSync(folder.path).includes('.installing')
const launch = (...words: string[]) =>
  start(words, { program: at('sonm'), env: { PATH: `${at('bin')}:${process.env.PATH}` } })
const untilCalled = () =>
  until(
    async () => calls(),
    (made) => made.length > 0,
    'npm is called',
  )

test('what is missing is installed once, also by two starts at once, and again when the lock file is another one', async () => {
  const starts = [launch('first'), launch('second')]
  await untilCalled()
  writeFileSync(at('go'), 'go')
  const [first, second] = await Promise.all(starts.map(({ ended }) => ended))
  expect([first!.stdout, second!.stdout]).toEqual(['first\n', 'second\n'])
  expect(calls()).toEqual(['ci'])

  expect(await launch('third').ended).toEqual({ code: 0, stdout: 'third\n', stderr: '' })
  expect(calls()).toEqual(['ci'])

  writeFileSync(at('package-lock.json'), '{ }')
  expect((await launch('fourth').ended).stdout).toBe('fourth\n')
  expect(calls()).toEqual(['ci', 'ci'])
  expect(locked()).toBe(false)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the npm of the start too, and the next start installs',
  async (signal) => {
    const { child, ended } = launch('first')
    await untilCalled()
    child.kill(signal)
    expect((await ended).code).toBe(130)
    expect(calls()).toEqual(['ci', 'ended'])
    writeFileSync(at('go'), 'go')
    expect((await launch('second').ended).stdout).toBe('second\n')
  },
)

test('a start that was killed while it installed holds nobody up', async () => {
  const killed = launch()
  await untilCalled()
  killed.child.kill('SIGKILL')
  expect(locked()).toBe(true)
  // Its npm, an orphan now, is told to fail.
  writeFileSync(at('go'), 'fail')
  await killed.ended
  writeFileSync(at('go'), 'go')
  expect((await launch('second').ended).stdout).toBe('second\n')
})

test('an npm that fails is told, and what to do', async () => {
  writeFileSync(at('go'), 'fail')
  const { code, stderr } = await launch().ended
  expect(code).toBe(1)
  expect(stderr).toMatch(/'npm ci' failed.*\. Check the network and run this again\.\n$/)
  expect(locked()).toBe(false)
})

test('a Node that is too old is told before anything is installed', async () => {
  writeFileSync(at('bin/node'), '#!/bin/sh\necho v18.20.1\n')
  chmodSync(at('bin/node'), 0o755)
  const { code, stderr } = await launch().ended
  expect(code).toBe(1)
  expect(stderr).toBe('sonm: Node.js v18.20.1 is too old. Install Node.js 20 or later, then run this again.\n')
  expect(calls()).toEqual([])
})
