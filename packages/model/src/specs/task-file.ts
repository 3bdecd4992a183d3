import { isCoded } from '@sonm/common'
import { z } from 'zod'
import { type Hex, ZERO_BYTES32 } from '../identity/address.ts'
import { checkTaskSpec } from '../tasks/check.ts'
import type { ContainerWorkload, ExposedPort, InputFile, NoopWorkload, TaskLimits, TaskSpec } from '../tasks/task.ts'
import { excerpt } from '../units/decimal.ts'
import { parseDurationMs } from '../units/durations.ts'
import { parseTypedSize } from '../units/sizes.ts'
import {
  cores,
  fields,
  list,
  maybe,
  read,
  readFields,
  readOr,
  text,
  textMap,
  unsupported,
  wholeNumber,
} from './fields.ts'
import { readYaml, type YamlFile, type YamlPath } from './yaml.ts'

/** A port as the file names it: where the buyer wants to reach it is for his own node alone. */
export interface PublishedPort extends ExposedPort {
  readonly publicHost?: string
  readonly publicPort?: number
}

/** A task as its buyer writes it: with paths of his own disk, relative to the file. `taskSpecOf` makes what travels. */
export interface TaskFile {
  readonly workload:
    | {
        readonly kind: 'container'
        readonly container: ContainerWorkload & { readonly expose: readonly PublishedPort[] }
      }
    | {
        readonly kind: 'wasm'
        readonly wasm: {
          readonly modulePath: string
          readonly args: readonly string[]
          readonly env: Readonly<Record<string, string>>
        }
      }
    | { readonly kind: 'noop'; readonly noop: NoopWorkload }
  readonly inputs: readonly { readonly name: string; readonly path: string }[]
  readonly outputs: readonly string[]
  readonly limits?: Partial<TaskLimits>
  readonly tag: string
}

/** An environment variable may be empty; numbers need no quotes. */
const env = maybe(textMap(text.nullable().transform((value) => value ?? '')))
/** A command as a list of words; one text is one word, because no shell splits it. */
const words = maybe(z.preprocess((value) => (typeof value === 'string' ? [value] : value), list(text)))

const port = readOr((value) => {
  const match = /^(?:(?:([^\s:/]+|\[[0-9a-fA-F:]+\]):)?([0-9]{0,5}):)?([0-9]{1,5})(?:\/(tcp|udp))?$/.exec(value)
  const reason = `'${excerpt(value)}' is no port; write 8080, 8080/udp or ip:public:private/tcp`
  if (!match) return { reason }
  const [, publicHost, publicPort, privatePort, protocol] = match
  const numbers = [Number(privatePort), ...(publicPort ? [Number(publicPort)] : [])]
  if (numbers.some((number) => number < 1 || number > 65_535)) return { reason }
  const published: PublishedPort = {
    port: Number(privatePort),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    ...(publicHost ? { publicHost } : {}),
    ...(publicPort ? { publicPort: Number(publicPort) } : {}),
  }
  return { value: published }
})

const registry = fields({ username: text, password: text, server_address: maybe(text) })
const later = 'it comes with a later version'

const container = fields({
  image: text,
  entrypoint: words,
  command: words,
  env,
  expose: maybe(list(port)),
  registry: maybe(registry),
  ssh_key: unsupported(later),
  commit_on_stop: unsupported(later),
  push_on_stop: unsupported(later),
  volumes: unsupported(later),
  mounts: unsupported(later),
  networks: unsupported(later),
  restart_policy: unsupported('a task runs once; start it again when it has ended'),
})

const size = read(parseTypedSize)
const timeMs = read(parseDurationMs)
/** `cpu: 1.5` or, as the original writes it, `cpu: {cores: 1.5}`. */
const inner = <Schema extends z.ZodType>(name: string, schema: Schema) =>
  maybe(z.preprocess((value) => (typeof value === 'string' ? { [name]: value } : value), fields({ [name]: schema })))

/** `noop:` alone is one that ends at once. */
const noop = z.preprocess(
  (value) => (value === null ? {} : value),
  fields({ 'run-time': maybe(timeMs), 'exit-code': maybe(wholeNumber(0, 255)), output: maybe(text) }).optional(),
)

const taskFile = fields({
  container: maybe(container),
  wasm: maybe(fields({ module: text, args: maybe(list(text)), env })),
  noop: noop.optional(),
  inputs: maybe(textMap(text)),
  outputs: maybe(list(text)),
  limits: maybe(
    fields({
      memory: maybe(size),
      cpu: maybe(cores),
      disk: maybe(size),
      'wall-time': maybe(timeMs),
      'cpu-time': maybe(timeMs),
    }),
  ),
  registry: maybe(registry),
  resources: maybe(
    fields({
      cpu: inner('cores', cores),
      ram: inner('size', size),
      storage: inner('size', size),
      gpu: unsupported('a task uses the cards that its deal has rented'),
      network: unsupported('a task uses the network that its deal has rented'),
    }),
  ),
  tag: maybe(text),
})

type Raw = z.output<typeof taskFile>

/**
 * Reads a task file (task.yaml), the original's included.
 * @param fileName for error messages
 * @throws SPEC_INVALID, SPEC_UNSUPPORTED naming file, line, column and field
 */
export function readTaskFile(content: string, fileName: string): TaskFile {
  const file = readYaml(content, fileName)
  const raw = readFields(file, taskFile)
  const limits = limitsOf(file, raw)
  const task: TaskFile = {
    workload: workloadOf(file, raw),
    inputs: Object.entries(raw.inputs ?? {}).map(([name, path]) => ({ name, path })),
    outputs: raw.outputs ?? [],
    tag: raw.tag ?? '',
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  }
  for (const { name, path } of task.inputs) {
    if (path === '') throw file.error('SPEC_INVALID', ['inputs', name], 'a path must stand here')
  }
  checkAsSpec(file, task)
  return task
}

function workloadOf(file: YamlFile, raw: Raw): TaskFile['workload'] {
  const given = (['container', 'wasm', 'noop'] as const).filter((kind) => raw[kind] !== undefined)
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none is there' : `${given.join(' and ')} are there`
    const path = given.length === 0 ? [] : [given[1]!]
    throw file.error('SPEC_INVALID', path, `exactly one of container, wasm and noop says what to run; ${found}`)
  }
  if (raw.registry && !raw.container) throw file.error('SPEC_INVALID', ['registry'], 'only a container has a registry')
  if (raw.container) {
    const { image, entrypoint, command, env = {}, expose = [] } = raw.container
    const credentials = registryOf(file, raw, image)
    return {
      kind: 'container',
      container: {
        image,
        env,
        expose,
        ...(credentials ? { registry: credentials } : {}),
        ...(entrypoint ? { entrypoint } : {}),
        ...(command ? { command } : {}),
      },
    }
  }
  if (raw.wasm) {
    const { module: modulePath, args = [], env = {} } = raw.wasm
    if (modulePath === '') throw file.error('SPEC_INVALID', ['wasm', 'module'], 'a path must stand here')
    return { kind: 'wasm', wasm: { modulePath, args, env } }
  }
  const { 'run-time': runMs = 0, 'exit-code': exitCode = 0, output } = raw.noop ?? {}
  return { kind: 'noop', noop: output === undefined ? { runMs, exitCode } : { runMs, exitCode, output } }
}

/** The credentials; where the file names their registry, the image must be of it, or they would go to another. */
function registryOf(file: YamlFile, raw: Raw, image: string): ContainerWorkload['registry'] {
  if (raw.registry && raw.container?.registry) {
    throw file.error('SPEC_INVALID', ['registry'], 'it stands in container as well; keep one of them')
  }
  const given = raw.container?.registry ?? raw.registry
  if (!given) return undefined
  const { username, password, server_address: server } = given
  if (server !== undefined) {
    const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
    const first = image.split('/')[0]!
    const imageHost = image.includes('/') && /[.:]|^localhost$/.test(first) ? first : 'docker.io'
    if (host.replace(/^(index|registry-1)\.docker\.io$/, 'docker.io') !== imageHost) {
      const path = raw.registry ? ['registry', 'server_address'] : ['container', 'registry', 'server_address']
      throw file.error(
        'SPEC_INVALID',
        path,
        `the image '${excerpt(image)}' is of ${excerpt(imageHost)}, not of ${excerpt(host)}`,
      )
    }
  }
  return { username, password }
}

function limitsOf(file: YamlFile, { limits = {}, resources = {} }: Raw): Partial<TaskLimits> {
  const one = (of: string, limit: number | undefined, ofResource: string, resource: number | undefined) => {
    if (limit !== undefined && resource !== undefined) {
      throw file.error('SPEC_INVALID', ['resources', ofResource], `limits.${of} says the same; keep one of them`)
    }
    return limit ?? resource
  }
  const found = {
    memoryBytes: one('memory', limits.memory, 'ram', resources.ram?.size as number | undefined),
    cpuHundredths: one('cpu', limits.cpu, 'cpu', resources.cpu?.cores as number | undefined),
    diskBytes: one('disk', limits.disk, 'storage', resources.storage?.size as number | undefined),
    wallTimeMs: limits['wall-time'],
    cpuTimeMs: limits['cpu-time'],
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

const FIELD_OF_LIMIT: Readonly<Record<string, string>> = {
  memoryBytes: 'memory',
  cpuHundredths: 'cpu',
  diskBytes: 'disk',
  wallTimeMs: 'wall-time',
  cpuTimeMs: 'cpu-time',
}

/** What a worker would refuse is refused here already, with its place in the file. */
function checkAsSpec(file: YamlFile, task: TaskFile): void {
  try {
    const inputs = task.inputs.map(({ name }) => ({ name, sha256: ZERO_BYTES32, bytes: 0 }))
    checkTaskSpec(taskSpecOf(task, { moduleSha256: ZERO_BYTES32, inputs }))
  } catch (error) {
    if (!isCoded(error, 'INPUT_INVALID')) throw error
    const [first = '', ...rest] = (error.data.field ?? '').split('.')
    let path: YamlPath = [first, ...rest]
    if (first === 'env') path = [task.workload.kind, ...path]
    if (first === 'limits') path = ['limits', ...rest.map((name) => FIELD_OF_LIMIT[name] ?? name)]
    throw file.error('SPEC_INVALID', path, error.data.reason ?? error.what)
  }
}

/**
 * The task as it travels, once the caller has read and hashed the files that it names.
 * @param files.moduleSha256 of the WASM module; of meaning for a wasm task only
 */
export function taskSpecOf(
  task: TaskFile,
  files: { readonly moduleSha256?: Hex; readonly inputs: readonly InputFile[] },
): TaskSpec {
  const { workload, outputs, tag, limits } = task
  return {
    workload: travellingWorkload(workload, files.moduleSha256 ?? ZERO_BYTES32),
    inputs: files.inputs,
    outputs,
    tag,
    ...(limits ? { limits } : {}),
  }
}

function travellingWorkload(workload: TaskFile['workload'], moduleSha256: Hex): TaskSpec['workload'] {
  if (workload.kind === 'noop') return workload
  if (workload.kind === 'wasm') {
    return { kind: 'wasm', wasm: { moduleSha256, args: workload.wasm.args, env: workload.wasm.env } }
  }
  const expose = workload.container.expose.map(({ port, protocol }) => ({ port, protocol }))
  return { kind: 'container', container: { ...workload.container, expose } }
}
