import { MAX_DURATION_SECONDS } from '../orders/order.ts'
import { MAX_BENCHMARK } from '../resources/benchmarks.ts'
import type { NumberField, WordField } from './ask-query.ts'
import { countOf, HASHES, LATENCY, type Measure, plainOf, RATE, SHARE, SIZE, TIME } from './units.ts'

interface Named {
  /** As it is written back. */
  readonly name: string
  readonly aliases: readonly string[]
  readonly about: string
  readonly example: string
}

export type NumberQueryField = Named & {
  readonly kind: 'number'
  readonly field: NumberField
  readonly measure: Measure
  readonly most: bigint
  /** Words that stand for a figure. */
  readonly named?: Readonly<Record<string, bigint>>
}
export type WordQueryField = Named & { readonly kind: 'word'; readonly field: WordField }
export type PriceQueryField = Named & { readonly kind: 'price' }

/** Something that the query language can ask for. */
export type QueryField = NumberQueryField | WordQueryField | PriceQueryField

function number(
  field: NumberField,
  [name, ...aliases]: readonly [string, ...string[]],
  measure: Measure,
  about: string,
  example: string,
  more: Partial<Pick<NumberQueryField, 'most' | 'named'>> = {},
): NumberQueryField {
  const code = field.startsWith('benchmark:') ? [field.slice('benchmark:'.length)] : []
  return {
    kind: 'number',
    field,
    name,
    aliases: [...aliases, ...code],
    measure,
    about,
    example,
    most: MAX_BENCHMARK,
    ...more,
  }
}

const word = (field: WordField, aliases: readonly string[], about: string, example: string): WordQueryField => ({
  kind: 'word',
  field,
  name: field,
  aliases,
  about,
  example,
})

const COUNT = (...words: string[]) => countOf('a number', ['2', '10k', '1.5M'], ...words)
const YES_NO = plainOf('0 or 1', ['1', 'yes'])
const SWITCH = { most: 1n, named: { yes: 1n, no: 0n, true: 1n, false: 0n } }

/** Every field of the query language: its parser, its docs and its help read this table. */
export const QUERY_FIELDS: readonly QueryField[] = [
  {
    kind: 'price',
    name: 'price',
    aliases: ['cost'],
    about: 'what the whole offer costs, in SNM or USD, for any stretch of time; without one, an hour',
    example: 'price<0.5USD/h',
  },
  word('gpu.model', ['gpu.name'], 'the model of a GPU, in any of its spellings', 'gpu.model=RTX_4090'),
  word('gpu.vendor', [], 'who made the GPU', 'gpu.vendor=nvidia'),
  number(
    'benchmark:gpu-count',
    ['gpu.count', 'gpus'],
    COUNT('cards', 'card', 'gpu', 'gpus'),
    'how many GPUs',
    'gpu.count>=2',
  ),
  number('benchmark:gpu-mem', ['gpu.memory', 'gpu.ram', 'vram'], SIZE, 'the memory of each GPU', 'gpu.memory>=24GiB'),
  number(
    'benchmark:cpu-cores',
    ['cores', 'cpus', 'cpu'],
    COUNT('cores', 'core', 'cpu', 'cpus', 'vcpu', 'vcpus'),
    'processor cores',
    'cores>=8',
  ),
  number('benchmark:ram-size', ['ram', 'memory'], SIZE, 'memory', 'ram>=64GiB'),
  number('benchmark:storage-size', ['storage', 'disk'], SIZE, 'disk', 'storage>=100GB'),
  word(
    'arch',
    ['architecture', 'cpu.arch'],
    'the processor: `amd64` (also `x86_64`, `x64`), `arm64` (also `aarch64`)',
    'arch=arm64',
  ),
  word(
    'executor',
    ['executors', 'runs'],
    'what it can run: `container` (also `docker`), `wasm`, `noop`',
    'executor=container',
  ),
  number(
    'duration',
    ['duration'],
    TIME,
    'the longest deal that it takes; `spot` is a deal without a fixed end',
    'duration>=2h',
    { most: MAX_DURATION_SECONDS, named: { spot: 0n } },
  ),
  word('country', [], 'where it stands, by ISO 3166: two letters', 'country in [DE,IT]'),
  word('region', [], 'a part of the country, by ISO 3166-2', 'region=DE-BY'),
  number(
    'latency',
    ['latency', 'ping', 'rtt'],
    LATENCY,
    'a round trip between your node and the hub, measured by your node',
    'latency<30ms',
    { most: 3_600_000_000n },
  ),
  number(
    'reliability',
    ['reliability'],
    SHARE,
    "the supplier's score from 0 to 1, as the marketplace says it",
    'reliability>0.98',
    { most: 10_000n },
  ),
  number(
    'identity',
    ['identity'],
    plainOf('an identity level', ['registered', '2']),
    'what the supplier has proved of himself: `anonymous`, `registered`, `identified`, `professional`',
    'identity>=registered',
    { most: 4n, named: { anonymous: 1n, registered: 2n, identified: 3n, professional: 4n } },
  ),
  word('net', ['network'], 'abilities of the network: `overlay`, `outbound`, `incoming`', 'net=incoming'),
  number(
    'ports',
    ['ports'],
    countOf('a number', ['2'], 'port', 'ports'),
    'how many ports of a task can be opened to everybody',
    'ports>=2',
    { most: 65_535n },
  ),
  number(
    'benchmark:net-download',
    ['net.download', 'download'],
    RATE,
    'bandwidth to the machine',
    'net.download>=100Mbit/s',
  ),
  number('benchmark:net-upload', ['net.upload', 'upload'], RATE, 'bandwidth from the machine', 'net.upload>=50Mbit/s'),
  word('supplier', ['master'], 'the account that is paid', 'supplier=0x5A…'),
  word('hub', [], 'the hub that sells it', 'hub=0x5A…'),
  number('age', ['age'], TIME, 'since when the offer is on the market', 'age<10min', { most: MAX_DURATION_SECONDS }),
  number(
    'benchmark:cpu-sysbench-multi',
    ['cpu.multi'],
    COUNT('events/s'),
    'sysbench on all cores, events/s',
    'cpu.multi>=5k',
  ),
  number(
    'benchmark:cpu-sysbench-single',
    ['cpu.single'],
    COUNT('events/s'),
    'sysbench on one core, events/s',
    'cpu.single>=900',
  ),
  number(
    'benchmark:cpu-cryptonight',
    ['cpu.cryptonight'],
    HASHES,
    'CryptoNight on the processor',
    'cpu.cryptonight>=500H/s',
  ),
  number('benchmark:gpu-eth-hashrate', ['gpu.ethash'], HASHES, 'Ethash on the GPUs', 'gpu.ethash>=60MH/s'),
  number(
    'benchmark:gpu-cash-hashrate',
    ['gpu.equihash'],
    COUNT('sol/s', 'sols/s', 'sol', 'sols'),
    'Equihash on the GPUs, solutions a second',
    'gpu.equihash>=700',
  ),
  number(
    'benchmark:gpu-cuckaroo29',
    ['gpu.cuckaroo'],
    COUNT('graphs/s', 'gps'),
    'Cuckaroo29 on the GPUs, graphs a second',
    'gpu.cuckaroo>=7',
  ),
  number(
    'benchmark:gpu-redshift',
    ['gpu.redshift'],
    COUNT('points'),
    'Redshift on the GPUs, points',
    'gpu.redshift>=10',
  ),
  number(
    'benchmark:gpu-nvidia',
    ['gpu.nvidia'],
    YES_NO,
    'the lane of the original market for GPUs of NVIDIA',
    'gpu.nvidia=1',
    SWITCH,
  ),
  number(
    'benchmark:gpu-radeon',
    ['gpu.radeon'],
    YES_NO,
    'the lane of the original market for GPUs of AMD',
    'gpu.radeon=1',
    SWITCH,
  ),
]

const plain = (name: string) => name.toLowerCase().replace(/[-_.]/g, '.')
const BY_NAME: ReadonlyMap<string, QueryField> = new Map(
  QUERY_FIELDS.flatMap((field) => [field.name, ...field.aliases].map((name) => [plain(name), field] as const)),
)
const BY_TARGET: ReadonlyMap<string, QueryField> = new Map(
  QUERY_FIELDS.map((field) => [field.kind === 'price' ? 'price' : field.field, field]),
)

/** The field of this name or alias; dots, hyphens and underscores are one, and so are capitals and small letters. */
export function fieldNamed(name: string): QueryField | undefined {
  return BY_NAME.get(plain(name))
}

/** The field that asks for this figure or word of an ask; each has one. */
export function fieldOf(target: NumberField | WordField | 'price'): QueryField {
  const field = BY_TARGET.get(target)
  if (field === undefined) throw new Error(`no field of the query language asks for ${target}`)
  return field
}

export const FIELD_NAMES: readonly string[] = QUERY_FIELDS.flatMap(({ name, aliases }) => [name, ...aliases])
