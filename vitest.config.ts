import { defineConfig } from 'vitest/config'

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
        testTimeout: 30_000,
      }),
      project('anvil', { include: ['packages/*/src/**/*.anvil.test.ts'], testTimeout: 60_000 }),
      project('postgres', { include: ['packages/*/src/**/*.postgres.test.ts'], testTimeout: 60_000 }),
      project('docker', {
        include: ['packages/*/src/**/*.docker.test.ts'],
        testTimeout: 60_000,
        fileParallelism: false,
      }),
      project('tidy', { include: ['test/tidy/**/*.test.ts'], testTimeout: 60_000 }),
      project('simulation', { include: ['test/simulation/**/*.test.ts'], testTimeout: 120_000 }),
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
  readonly testTimeout: number
  readonly hookTimeout?: number
  readonly fileParallelism?: boolean
}

function project(name: string, suite: Suite) {
  return {
    test: {
      name,
      hookTimeout: suite.testTimeout,
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
  return project(name, { include: [include], testTimeout: 180_000, hookTimeout: 120_000, fileParallelism: false })
}
