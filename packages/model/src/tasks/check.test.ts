import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { taskSpecs } from '../testing/arbitraries.ts'
import { checkTaskSpec, isFileName, isTaskId, TASK_LIMITS } from './check.ts'
import { supersedes, type TaskObservation, type TaskPhase, type TaskSpec } from './task.ts'

const noop: TaskSpec = { workload: { kind: 'noop', noop: { runMs: 0, exitCode: 0 } }, inputs: [], outputs: [], tag: '' }
const container = (changes: object): TaskSpec => ({
  ...noop,
  workload: { kind: 'container', container: { image: 'nginx', env: {}, expose: [], ...changes } },
})
const sha256 = `0x${'00'.repeat(32)}` as const

describe('the check of a task', () => {
  it('accepts what is in range', () => {
    fc.assert(fc.property(taskSpecs, (spec) => checkTaskSpec(spec)))
  })

  it.each<[string, TaskSpec]>([
    ['inputs', { ...noop, inputs: [{ name: '../etc/passwd', sha256, bytes: 1 }] }],
    ['inputs', { ...noop, inputs: ['a', 'a'].map((name) => ({ name, sha256, bytes: 1 })) }],
    ['inputs', { ...noop, inputs: Array.from({ length: 257 }, (_, i) => ({ name: `f${i}`, sha256, bytes: 1 })) }],
    ['inputs.a', { ...noop, inputs: [{ name: 'a', sha256, bytes: -1 }] }],
    ['inputs.a', { ...noop, inputs: [{ name: 'a', sha256, bytes: TASK_LIMITS.inputBytes + 1 }] }],
    ['outputs', { ...noop, outputs: ['a/b'] }],
    ['tag', { ...noop, tag: 'x'.repeat(65) }],
    ['limits.memoryBytes', { ...noop, limits: { memoryBytes: 0 } }],
    ['limits.cpuHundredths', { ...noop, limits: { cpuHundredths: Number.NaN } }],
    ['limits.wallTimeMs', { ...noop, limits: { wallTimeMs: Number.POSITIVE_INFINITY } }],
    ['container.image', container({ image: '-v /:/host nginx' })],
    ['container.command', container({ command: ['a\0b'] })],
    ['container.command', container({ command: Array.from({ length: 1025 }, () => 'a') })],
    ['container.expose', container({ expose: [{ port: 0, protocol: 'tcp' }] })],
    ['container.expose', container({ expose: [{ port: 80.5, protocol: 'tcp' }] })],
    ['env.A=B', container({ env: { 'A=B': '1' } })],
    ['env.A', container({ env: { A: 'x'.repeat(TASK_LIMITS.textBytes + 1) } })],
    ['spec', container({ env: { A: 'x'.repeat(30_000), B: 'x'.repeat(30_000), C: 'x'.repeat(6_000) } })],
    ['spec', container({ env: { A: '\u20ac'.repeat(22_000) } })],
    ['spec', container({ env: { ['A'.repeat(TASK_LIMITS.specBytes)]: '' } })],
    ['spec', container({ registry: { username: 'a', password: 'x'.repeat(TASK_LIMITS.specBytes) } })],
    ['spec', { ...noop, workload: { kind: 'noop', noop: { runMs: 0, exitCode: 0, output: 'x'.repeat(2 ** 16) } } }],
  ])('refuses a wrong %s', (field, spec) => {
    expect(() => checkTaskSpec(spec)).toThrowError(
      expect.objectContaining({ code: 'INPUT_INVALID', data: expect.objectContaining({ field }) }),
    )
  })
})

it('a file name can never leave its folder', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('.', '..', '/', 'a/b', 'a\\b', '.hidden', 'a\0', '')), (name) => {
      if (isFileName(name)) expect(/[/\\\0]/.test(name) || name.startsWith('.')).toBe(false)
    }),
  )
})

it('a task id is 32 lower-case hex digits', () => {
  expect(isTaskId('0123456789abcdef0123456789abcdef')).toBe(true)
  expect(['', 'x'.repeat(32), 'A'.repeat(32), `${'a'.repeat(32)}\n`].some(isTaskId)).toBe(false)
})

it('observations go forward only, and the end stays', () => {
  const at = (phase: TaskPhase): TaskObservation => ({ taskId: 'a', phase, outputs: [] })
  expect(supersedes(at('running'), at('running'))).toBe(true)
  expect(supersedes(at('pending'), at('ended'))).toBe(true)
  expect(supersedes(at('running'), at('preparing'))).toBe(false)
  expect(supersedes(at('ended'), at('ended'))).toBe(false)
})
