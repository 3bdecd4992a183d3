import { expect, test } from 'vitest'
import { stoppedVerdict } from '../limits.ts'
import { endOf, type Remains } from './verdict.ts'

const limits = { memoryBytes: 1, cpuHundredths: 1, cpuTimeMs: 5, wallTimeMs: 6, diskBytes: 1, outputBytes: 1 }
const end = (remains: Partial<Remains>) => endOf({ limits, late: false, crashText: '', ...remains })

test('what the module said counts before anything else: it had ended before it was killed', () => {
  const result = { kind: 'exited', exitCode: 0 } as const
  expect(end({ result, verdict: stoppedVerdict, shellExitCode: 137 })).toMatchObject({ reason: 'exited', exitCode: 0 })
})

test.each([
  [{ verdict: stoppedVerdict, shellExitCode: 137 }, 'stopped'],
  [{ late: true, shellExitCode: 137 }, 'wall-time-limit'],
  [{ shellExitCode: 152 }, 'cpu-time-limit'],
  [
    { shellExitCode: 134, crashText: 'FATAL ERROR: Reached heap limit - JavaScript heap out of memory' },
    'memory-limit',
  ],
  [{ shellExitCode: 139 }, 'exited'],
  [{ shellExitCode: 1, crashText: 'node: bad option' }, 'failed-to-start'],
  [{}, 'lost'],
])('a sandbox that left %j ended as %s', (remains, reason) => {
  expect(end(remains).reason).toBe(reason)
})
