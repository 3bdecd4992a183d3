import { CodedError, isCoded } from '@sonm/common'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZERO_ADDRESS } from '../identity/address.ts'
import { NET_FLAGS } from '../orders/order.ts'
import { anyText } from '../testing/arbitraries.ts'
import { readAskPlanFile, resourcesOfPlan } from './market-files.ts'
import { tagToBytes32 } from './tag.ts'
import { readTaskFile, taskSpecOf } from './task-file.ts'

const readers = [readTaskFile, readAskPlanFile]

function errorOf(run: () => unknown): CodedError {
  try {
    run()
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a task file', () => {
  it('of a container is read with what the original wrote', () => {
    const task = readTaskFile(
      `
container:
  image: registry.example.org/team/web:1.2
  entrypoint: /bin/server
  command: [--listen, 8080]
  env:
    VERSION: 1.10
    EMPTY:
  expose: ["8080", "53/udp", "0.0.0.0:80:8081/tcp", "2222:22"]
  commit_on_stop: false
  volumes: {}
registry:
  server_address: https://registry.example.org
  username: someone
  password: secret
resources:
  cpu: {cores: 1.5}
  ram: 512MiB
limits:
  disk: 1 GiB
  wall-time: 10m
  cpu-time: 1h30m
inputs:
  site.tar: ./files/site.tar
outputs: [access.log]
tag: web
`,
      'task.yaml',
    )
    expect(task).toEqual({
      workload: {
        kind: 'container',
        container: {
          image: 'registry.example.org/team/web:1.2',
          entrypoint: ['/bin/server'],
          command: ['--listen', '8080'],
          env: { VERSION: '1.10', EMPTY: '' },
          expose: [
            { port: 8080, protocol: 'tcp' },
            { port: 53, protocol: 'udp' },
            { port: 8081, protocol: 'tcp', publicHost: '0.0.0.0', publicPort: 80 },
            { port: 22, protocol: 'tcp', publicPort: 2222 },
          ],
          registry: { username: 'someone', password: 'secret' },
        },
      },
      inputs: [{ name: 'site.tar', path: './files/site.tar' }],
      outputs: ['access.log'],
      limits: {
        memoryBytes: 512 * 2 ** 20,
        cpuHundredths: 150,
        diskBytes: 2 ** 30,
        wallTimeMs: 600_000,
        cpuTimeMs: 5_400_000,
      },
      tag: 'web',
    })
  })

  it('travels with hashes in the place of paths', () => {
    const task = readTaskFile('wasm: {module: build/render.wasm, args: [scene.txt]}\ninputs: {scene.txt: s.txt}', 'f')
    const inputs = [{ name: 'scene.txt', sha256: `0x${'22'.repeat(32)}`, bytes: 7 }] as const
    const spec = taskSpecOf(task, { moduleSha256: `0x${'11'.repeat(32)}`, inputs })
    expect(spec).toEqual({
      workload: { kind: 'wasm', wasm: { moduleSha256: `0x${'11'.repeat(32)}`, args: ['scene.txt'], env: {} } },
      inputs,
      outputs: [],
      tag: '',
    })
    expect(JSON.stringify(spec)).not.toContain('render.wasm')
  })

  it('sends no public address of the buyer to the supplier', () => {
    const task = readTaskFile('container: {image: a, expose: ["10.0.0.1:80:8080"]}', 'f')
    const { workload } = taskSpecOf(task, { inputs: [] })
    expect(workload.kind === 'container' && workload.container.expose).toEqual([{ port: 8080, protocol: 'tcp' }])
  })

  it('of a noop needs nothing else', () => {
    expect(readTaskFile('noop:\n', 'f').workload).toEqual({ kind: 'noop', noop: { runMs: 0, exitCode: 0 } })
    expect(readTaskFile('noop: {run-time: 2s, exit-code: 3, output: hi}', 'f').workload).toEqual({
      kind: 'noop',
      noop: { runMs: 2000, exitCode: 3, output: 'hi' },
    })
  })

  it.each([
    ['container:\n  imge: a', '2:3', "did you mean 'image'"],
    ['container:\n  command: [a]', '1:1', 'container.image: it is missing'],
    ['contaner:\n  image: a', '1:1', "did you mean 'container'"],
    ['noop:\nlimits:\n  memory: 5 XB', '3:3', 'use B, KiB'],
    ['noop:\nlimits:\n  memory: 0', '3:3', 'above 0'],
    ['noop:\nlimits:\n  memory: 256', '3:3', 'say the unit'],
    ['noop:\nlimits: {cpu: 1.234}', '2:10', 'at most two decimals'],
    ['noop:\nlimits: {memory: 1GiB}\nresources: {ram: 1GiB}', '3:13', 'limits.memory says the same'],
    ['noop:\nlimits: 5', '2:1', 'it must hold the fields'],
    ['noop:\noutputs: {a: b}', '2:1', 'it must be a list'],
    ['noop:\noutputs: [../etc/passwd]', '2:1', 'no plain file name'],
    ['noop:\ninputs: {a: }', '2:10', 'it is missing'],
    ['noop:\ninputs: {a: [b]}', '2:10', 'it must be a text'],
    ['noop: {exit-code: 256}', '1:8', 'a whole number from 0 to 255'],
    ['wasm: {module: a}\nnoop:', '2:1', 'exactly one of'],
    ['tag: x', '1:1', 'none is there'],
    ['wasm: {module: ""}', '1:8', 'a path must stand here'],
    ['wasm: {module: a, env: {1x: y}}', '1:25', 'no name of a variable'],
    ['container: {image: a b}', '1:13', 'no image reference'],
    ['container: {image: a, expose: [99999]}', '1:32', 'is no port'],
    ['container: {image: a, expose: ["80/sctp"]}', '1:32', 'is no port'],
    ['container: {image: a, registry: {username: u}}', '1:23', 'container.registry.password: it is missing'],
    ['container: {image: a, registry: {username: u, password: p, server_address: b.org}}', '1:60', 'not of b.org'],
    ['', '', 'the file is empty'],
    ['- a', '1:1', 'it must hold the fields'],
    ['a: [1', '1:6', 'it is no YAML'],
    ['noop:\nnoop:', '2:1', 'stands twice'],
    ['a: &x 1\nb: *x', '2:4', 'aliases'],
    ['a: !!int 1', '1:10', 'tags'],
    ['__proto__: {}', '1:1', 'no allowed field name'],
    ['constructor: {}', '1:1', 'the field is unknown'],
    ['? {a: b}\n: c', '1:3', 'a field name must be a plain text'],
    ['a: 1\n---\nb: 2', '2:1', 'it is no YAML'],
  ])('%j is refused at %s', (content, position, reason) => {
    const error = errorOf(() => readTaskFile(content, 'task.yaml'))
    expect(error.code).toBe('SPEC_INVALID')
    expect(error.what).toContain(position === '' ? 'task.yaml: ' : `task.yaml:${position}: `)
    expect(error.what).toContain(reason)
  })

  it.each([
    ['ssh_key: abc', 'ssh_key'],
    ['commit_on_stop: true', 'commit_on_stop'],
    ['push_on_stop: true', 'push_on_stop'],
    ['volumes: {a: {type: btfs}}', 'volumes'],
    ['mounts: ["a:/b:rw"]', 'mounts'],
    ['networks: [{type: tinc}]', 'networks'],
    ['restart_policy: {name: always}', 'restart_policy'],
  ])('names what is not served yet: %s', (line, field) => {
    const error = errorOf(() => readTaskFile(`container:\n  image: a\n  ${line}`, 'task.yaml'))
    expect(error.code).toBe('SPEC_UNSUPPORTED')
    expect(error.what).toContain(`task.yaml:3:3: container.${field} is not supported`)
  })
})

describe('an ask plan file', () => {
  const plan = (resources: string) => `price: 1 SNM/h\nresources: ${resources}`
  const machine = {
    cpuHundredths: 800,
    ramBytes: 16 * 2 ** 30,
    storageBytes: 100 * 2 ** 30,
    gpuIds: ['card-a', 'card-b'],
  }

  it('is read as the original wrote it', () => {
    const content = plan('{cpu: {cores: 1.5}, ram: {size: 1GiB}, storage: {size: 10 GiB}, gpu: {indexes: [1]}}')
    const read = readAskPlanFile(content, 'plan.yaml')
    expect(read.resources).toEqual({
      cpuHundredths: 150,
      ramBytes: 2 ** 30,
      storageBytes: 10 * 2 ** 30,
      gpus: { indexes: [1] },
    })
    expect(resourcesOfPlan(read.resources, machine)).toEqual({
      cpuHundredths: 150,
      ramBytes: 2 ** 30,
      storageBytes: 10 * 2 ** 30,
      gpuIds: ['card-b'],
    })
  })

  const small = 'resources: {cpu: 1, ram: 1GiB, storage: 1GiB}'

  it('says what it offers as the original wrote it', () => {
    const content = `
duration: 1d12h
price: 0.02 USD/h
counterparty: 0x52908400098527886E0F7030069857D2E4169EE7
blacklist:
identity: identified
tag: sonm
resources: {cpu: 1, ram: 1GiB, storage: 1GiB, network: {overlay: true, outbound: true, incoming: false}}
`
    expect(readAskPlanFile(content, 'plan.yaml')).toMatchObject({
      durationSeconds: 129_600n,
      pricePerSecond: 5_555_555_555_556n,
      denomination: 'USD',
      counterparty: '0x52908400098527886e0f7030069857d2e4169ee7',
      identityLevel: 3,
      netFlags: NET_FLAGS.overlay | NET_FLAGS.outbound,
      tag: 'sonm',
    })
  })

  it('needs a price and resources alone', () => {
    expect(readAskPlanFile(`price: 3600 SNM\n${small}`, 'plan.yaml')).toMatchObject({
      durationSeconds: 0n,
      pricePerSecond: 10n ** 18n,
      counterparty: ZERO_ADDRESS,
      identityLevel: 1,
      netFlags: 0,
      tag: '',
    })
  })

  it.each([
    ['duration: 1h', 'price: it is missing'],
    ['price: -1 SNM/h', 'must not be negative'],
    ['price: .inf SNM', 'a digit must stand before the point'],
    ['price: 1 SNM\nidentity: registred', "did you mean 'registered'"],
    ['price: 1 SNM\ncounterparty: "0x12"', 'no Ethereum address'],
    [`price: 1 SNM\ntag: ${'ä'.repeat(17)}`, 'at most 32 bytes'],
  ])('%j is refused', (offer, reason) => {
    const error = errorOf(() => readAskPlanFile(`${offer}\n${small}`, 'plan.yaml'))
    expect(error.code).toBe('SPEC_INVALID')
    expect(error.what).toContain(reason)
  })

  it('says of all that is missing at once', () => {
    const { what } = errorOf(() => readAskPlanFile('price: 1 SNM/h\nresources: { cpu: 1 }', 'plan.yaml'))
    expect(what).toContain("resources.ram: it is missing, and so is 'resources.storage'")
  })

  it('with a flag that is neither true nor false is refused', () => {
    const content = plan('{cpu: 1, ram: 1GiB, storage: 1GiB, network: {overlay: yes}}')
    expect(errorOf(() => readAskPlanFile(content, 'f')).what).toContain('must be true or false')
  })

  it('with a blacklist is refused: ignoring it would sell to whom the supplier shuns', () => {
    const content = `price: 1 SNM\nblacklist: ["0x1"]\n${small}`
    expect(errorOf(() => readAskPlanFile(content, 'f')).code).toBe('SPEC_UNSUPPORTED')
  })

  it('may sell all that the machine has', () => {
    const { resources } = readAskPlanFile(plan('{cpu: all, ram: {size: all}, storage: all, gpu: all}'), 'plan.yaml')
    expect(resourcesOfPlan(resources, machine)).toEqual(machine)
  })

  it('cannot sell a card that is not there', () => {
    const { resources } = readAskPlanFile(plan('{cpu: 1, ram: 1GiB, storage: 1GiB, gpu: {indexes: [2]}}'), 'plan.yaml')
    expect(() => resourcesOfPlan(resources, machine)).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID' }))
  })

  it.each([
    ['{cpu: 0, ram: 1GiB, storage: 1GiB}', 'resources.cpu.cores: at least 0.01 can be sold'],
    ['{cpu: 1, ram: 1MiB, storage: 1GiB}', 'resources.ram.size: at least 4 MiB can be sold'],
    ['{cpu: 1, ram: 1GiB, storage: 1MiB}', 'resources.storage.size: at least 64 MiB can be sold'],
    ['{cpu: 1, ram: 1GiB}', 'resources.storage: it is missing'],
    ['{cpu: 1, ram: al, storage: 1GiB}', 'no size'],
    ['{cpu: 1, ram: 1GiB, storage: 1GiB, gpu: {indexes: [0, 0]}}', 'a card stands twice'],
    ['{cpu: 1, ram: 1GiB, storage: 1GiB, gpu: {indexes: [0], ids: [a]}}', 'in one way'],
    ['{cpu: 1, ram: 1GiB, storage: 1GiB, gpu: {indexes: [-1]}}', 'a whole number'],
  ])('%s is refused', (resources, reason) => {
    const error = errorOf(() => readAskPlanFile(plan(resources), 'plan.yaml'))
    expect(error.code).toBe('SPEC_INVALID')
    expect(error.what).toContain(reason)
  })

  it('with a bandwidth is refused as not served yet', () => {
    const content = plan('{cpu: 1, ram: 1GiB, storage: 1GiB, network: {throughputin: 5 Mbit/s}}')
    expect(errorOf(() => readAskPlanFile(content, 'f')).code).toBe('SPEC_UNSUPPORTED')
  })
})

describe('hostile files', () => {
  const bomb = [
    'a: &a [x, x]',
    ...[...'bcdefghi'].map((name, at) => `${name}: &${name} [*${'abcdefgh'[at]}, *${'abcdefgh'[at]}]`),
  ]
  it.each([
    ['of 10 MB', 'a'.repeat(10_000_000)],
    ['with a bomb of aliases', bomb.join('\n')],
    ['of lists without end', '['.repeat(20_000)],
    ['of dashes without end', '- '.repeat(20_000)],
    ['of maps in maps', '{a: '.repeat(20_000)],
    ['of a step deeper each line', Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['of 30,000 fields', Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['of zero bytes', '\0\0\0'],
  ])('%s are refused with a code', (_, content) => {
    for (const reader of readers) expect(errorOf(() => reader(content, 'f')).code).toBe('SPEC_INVALID')
  })

  it('give a value or a coded error whatever stands in them', () => {
    const word = fc.constantFrom(
      ...['container', 'image', 'wasm', 'noop', 'price', '1 SNM', 'resources', 'cpu', 'all', 'gpu', 'limits', 'env'],
      ...['inputs', 'outputs', '__proto__', 'toString', '.nan', '&a', '*a', '!!map', '|', '>', '"', "'", '#', '%', '@'],
    )
    const glue = fc.constantFrom(': ', '\n', '\n  ', '{', '}', '[', ']', ', ', '- ', '? ', '\t')
    const tokens = fc.array(fc.oneof(word, glue), { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(tokens, anyText()), (content) => {
        for (const reader of readers) {
          try {
            reader(content, 'f')
          } catch (error) {
            expect(isCoded(error, 'SPEC_INVALID') || isCoded(error, 'SPEC_UNSUPPORTED')).toBe(true)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})

it('a tag fills 32 bytes with zeros', () => {
  expect(tagToBytes32('sonm')).toBe(`0x${Buffer.from('sonm').toString('hex')}${'00'.repeat(28)}`)
  expect(tagToBytes32('ä'.repeat(16))).toBe(`0x${'c3a4'.repeat(16)}`)
})
