import { fail } from '../errors/catalog.ts'
import type { TaskSpec } from './task.ts'

/** Published limits of a task; a spec beyond them is a mistake or an attack. */
export const TASK_LIMITS = {
  inputs: 256,
  outputs: 256,
  args: 1024,
  env: 256,
  textBytes: 32 * 1024,
  inputBytes: 8 * 2 ** 30,
  ports: 64,
  /** The spec as a whole, as JSON in UTF-8: many of them travel in one message to their worker. */
  specBytes: 64 * 1024,
} as const

/** A task's id: chosen by the buyer, 32 hex digits at random, so that starting it twice is starting it once. */
export function isTaskId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text)
}

/**
 * A file's name inside /in or /out: one plain name, so that no path of anybody's disk can be reached through it.
 */
export function isFileName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(name)
}

/**
 * Checks what a stranger asks to be run.
 * @throws INPUT_INVALID naming the field
 */
export function checkTaskSpec(spec: TaskSpec): void {
  const invalid = (field: string, reason: string) => fail('INPUT_INVALID', { field, reason })
  const atMost = (field: string, count: number, limit: number) => {
    if (count > limit) throw invalid(field, `at most ${limit} are allowed`)
  }
  const text = (field: string, value: string) => {
    if (value.length > TASK_LIMITS.textBytes) throw invalid(field, 'it is too long')
    if (value.includes('\0')) throw invalid(field, 'it holds a zero byte')
  }
  const environment = (env: Readonly<Record<string, string>>) => {
    atMost('env', Object.keys(env).length, TASK_LIMITS.env)
    for (const [name, value] of Object.entries(env)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw invalid(`env.${name}`, 'it is no name of a variable')
      text(`env.${name}`, value)
    }
  }
  const distinct = (field: string, names: readonly string[]) => {
    for (const name of names) if (!isFileName(name)) throw invalid(field, `'${name}' is no plain file name`)
    if (new Set(names).size !== names.length) throw invalid(field, 'a name stands twice')
  }

  const bytes = new TextEncoder().encode(JSON.stringify(spec)).length
  if (bytes > TASK_LIMITS.specBytes) {
    throw invalid(
      'spec',
      `it is ${bytes} bytes long and at most ${TASK_LIMITS.specBytes} are allowed; send larger data as inputs`,
    )
  }
  atMost('inputs', spec.inputs.length, TASK_LIMITS.inputs)
  atMost('outputs', spec.outputs.length, TASK_LIMITS.outputs)
  distinct(
    'inputs',
    spec.inputs.map(({ name }) => name),
  )
  distinct('outputs', spec.outputs)
  for (const { name, bytes } of spec.inputs) {
    if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > TASK_LIMITS.inputBytes)
      throw invalid(`inputs.${name}`, 'its size is out of range')
  }
  if (spec.tag.length > 64) throw invalid('tag', 'it is longer than 64 characters')
  for (const [name, value] of Object.entries(spec.limits ?? {})) {
    if (value !== undefined && (!Number.isSafeInteger(value) || value <= 0))
      throw invalid(`limits.${name}`, 'it must be a whole number above 0')
  }
  const { workload } = spec
  if (workload.kind === 'container') {
    const { image, command = [], entrypoint = [], env, expose } = workload.container
    if (!/^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$/.test(image))
      throw invalid('container.image', `'${image}' is no image reference`)
    atMost('container.command', command.length + entrypoint.length, TASK_LIMITS.args)
    for (const part of [...command, ...entrypoint]) text('container.command', part)
    atMost('container.expose', expose.length, TASK_LIMITS.ports)
    for (const { port } of expose) {
      if (!Number.isInteger(port) || port < 1 || port > 65535) throw invalid('container.expose', `${port} is no port`)
    }
    environment(env)
  } else if (workload.kind === 'wasm') {
    atMost('wasm.args', workload.wasm.args.length, TASK_LIMITS.args)
    for (const arg of workload.wasm.args) text('wasm.args', arg)
    environment(workload.wasm.env)
  }
}
