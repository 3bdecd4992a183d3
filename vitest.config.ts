import { defineConfig } from 'vitest/config'

/** What takes so long hangs: a test of a second may take ten where three suites share two cores, and ten more when the disk stalls. */
const HANG_MS = 150_000

// One project per suite, so that scripts/test can run and count each by its name.
export default defineConfig({
  test: {
    projects: [
      project('unit', {
        include: [
          'packages/*/src/**/*.test.ts',
          'contracts/*.test.ts',
          'examples/*/*.test.ts',
          'test/*.test.ts',
          'test/bench/*.test.ts',
        ],
        exclude: ['**/*.{docker,anvil,postgres}.test.ts', '**/node_modules/**'],
      }),
      project('anvil', { include: ['packages/*/src/**/*.anvil.test.ts'] }),
      project('postgres', { include: ['packages/*/src/**/*.postgres.test.ts'] }),
      project('docker', {
        include: ['packages/*/src/**/*.docker.test.ts'],
        fileParallelism: false,
      }),
      project('tidy', { include: ['test/tidy/**/*.test.ts'] }),
      project('simulation', { include: ['test/simulation/**/*.test.ts'], timeout: 2 * HANG_MS }),
      e2e('e2e', 'test/e2e/!(*.root|*.docker|*.chromium).test.ts'),
      e2e('e2e-root', 'test/e2e/*.root.test.ts'),
      e2e('namespaces', 'test/network-namespaces/*.root.test.ts'),
      e2e('namespaces-docker', 'test/network-namespaces/*.docker.test.ts'),
      e2e('e2e-docker', 'test/e2e/*.docker.test.ts'),
      e2e('e2e-chromium', 'test/e2e/*.chromium.test.ts'),
    ],
  },
})

interface Suite {
  readonly include: string[]
  readonly exclude?: string[]
  readonly timeout?: number
  readonly fileParallelism?: boolean
}

function project(name: string, { timeout = HANG_MS, ...suite }: Suite) {
  return {
    test: {
      name,
      testTimeout: timeout,
      hookTimeout: timeout,
      // To load what a small file imports takes longer than its tests: the files of a process share it.
      isolate: false,
      ...suite,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // What is waited for comes at once or not at all; the second of the default is too short where many suites share two cores.
      expect: { poll: { timeout: 20_000 } },
    },
  }
}

/** Whole-system tests, apart by what they need of the machine. */
function e2e(name: string, include: string) {
  return project(name, { include: [include], timeout: 2 * HANG_MS, fileParallelism: false })
}
