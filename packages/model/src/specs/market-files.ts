import { z } from 'zod'
import { fail } from '../errors/catalog.ts'
import { MINIMUM_RESOURCES, type Resources } from '../resources/resources.ts'
import { parseAmount } from '../units/money.ts'
import { formatSize, parseSize } from '../units/sizes.ts'
import { cores, fields, list, maybe, read, readFields, text, unsupported, wholeNumber } from './fields.ts'
import { networkFields, type OrderTerms, orderFields, orderTerms } from './order-terms.ts'
import { readYaml, type YamlFile } from './yaml.ts'

/** What a supplier sells, as his ask plan file says it. 'all': whatever the machine has. */
export interface AskPlanFile extends OrderTerms {
  /** What the master forfeits when he leaves a forward deal early, in 1e-18 SNM; 0: he cannot leave it. */
  readonly bond: bigint
  readonly resources: AskPlanResources
}

export interface AskPlanResources {
  readonly cpuHundredths: number | 'all'
  readonly ramBytes: number | 'all'
  readonly storageBytes: number | 'all'
  readonly gpus: 'all' | { readonly ids: readonly string[] } | { readonly indexes: readonly number[] }
}

const orAll = <Value>(parse: z.ZodType<Value>) =>
  z.unknown().transform((value, context): Value | 'all' => {
    if (value === 'all') return 'all'
    const result = parse.safeParse(value)
    if (result.success) return result.data
    context.addIssue({ code: 'custom', message: result.error.issues[0]!.message })
    return z.NEVER
  })

/** `ram: all` is `ram: {size: all}`. */
const slice = <Schema extends z.ZodType>(name: string, schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' ? { [name]: value } : value), fields({ [name]: schema }))

const gpuSchema = fields({
  indexes: maybe(orAll(list(wholeNumber(0, 255)))),
  ids: maybe(list(text)),
  hashes: maybe(list(text)),
})

const bandwidth = unsupported('bandwidth is not divided between plans yet')

const askPlanFile = fields({
  ...orderFields('buyers'),
  bond: maybe(read(parseAmount)),
  resources: fields({
    cpu: slice('cores', orAll(cores)),
    ram: slice('size', orAll(read(parseSize))),
    storage: slice('size', orAll(read(parseSize))),
    gpu: maybe(z.preprocess((value) => (value === 'all' ? { indexes: 'all' } : value), gpuSchema)),
    network: maybe(
      fields({
        ...networkFields,
        throughputin: bandwidth,
        throughputout: bandwidth,
      }),
    ),
  }),
})

/**
 * Reads an ask plan file (ask-plan.yaml).
 * @throws SPEC_INVALID, SPEC_UNSUPPORTED naming file, line, column and field
 */
export function readAskPlanFile(content: string, fileName: string): AskPlanFile {
  const file = readYaml(content, fileName)
  const raw = readFields(file, askPlanFile)
  const resources: AskPlanResources = {
    cpuHundredths: raw.resources.cpu.cores as number | 'all',
    ramBytes: raw.resources.ram.size as number | 'all',
    storageBytes: raw.resources.storage.size as number | 'all',
    gpus: gpusOf(file, raw.resources.gpu),
  }
  const atLeast = (path: readonly string[], value: number | 'all', least: number, shown: string) => {
    if (value !== 'all' && value < least) throw file.error('SPEC_INVALID', path, `at least ${shown} can be sold`)
  }
  const { cpuHundredths, ramBytes, storageBytes } = MINIMUM_RESOURCES
  atLeast(['resources', 'cpu', 'cores'], resources.cpuHundredths, cpuHundredths, '0.01')
  atLeast(['resources', 'ram', 'size'], resources.ramBytes, ramBytes, formatSize(ramBytes))
  atLeast(['resources', 'storage', 'size'], resources.storageBytes, storageBytes, formatSize(storageBytes))
  return { ...orderTerms(raw, raw.resources.network), bond: raw.bond ?? 0n, resources }
}

function gpusOf(file: YamlFile, gpu: z.output<typeof gpuSchema> | undefined): AskPlanResources['gpus'] {
  if (gpu === undefined) return { ids: [] }
  const { indexes, ids, hashes } = gpu
  if ([indexes, ids, hashes].filter((way) => way !== undefined).length > 1) {
    throw file.error('SPEC_INVALID', ['resources', 'gpu'], 'name the cards in one way: indexes, ids or hashes')
  }
  const names = indexes === 'all' ? [] : (indexes ?? ids ?? hashes ?? [])
  if (new Set<unknown>(names).size !== names.length) {
    throw file.error('SPEC_INVALID', ['resources', 'gpu'], 'a card stands twice')
  }
  if (indexes !== undefined) return indexes === 'all' ? 'all' : { indexes }
  return { ids: ids ?? hashes ?? [] }
}

/**
 * The slice that a plan means on a machine.
 * @throws INPUT_INVALID for a card that the machine does not have
 */
export function resourcesOfPlan(wanted: AskPlanResources, machine: Resources): Resources {
  const gpuIds = (): readonly string[] => {
    if (wanted.gpus === 'all') return machine.gpuIds
    if ('ids' in wanted.gpus) return wanted.gpus.ids
    return wanted.gpus.indexes.map((index) => {
      const id = machine.gpuIds[index]
      if (id !== undefined) return id
      const reason = `the machine has ${machine.gpuIds.length} cards, counted from 0, and none has the index ${index}`
      throw fail('INPUT_INVALID', { field: 'resources.gpu.indexes', reason })
    })
  }
  return {
    cpuHundredths: wanted.cpuHundredths === 'all' ? machine.cpuHundredths : wanted.cpuHundredths,
    ramBytes: wanted.ramBytes === 'all' ? machine.ramBytes : wanted.ramBytes,
    storageBytes: wanted.storageBytes === 'all' ? machine.storageBytes : wanted.storageBytes,
    gpuIds: gpuIds(),
  }
}
