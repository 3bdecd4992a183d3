import { Readable } from 'node:stream'
import { isCoded } from '@sonm/common'
import type Docker from 'dockerode'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ContainerSpec, ExecutorTask, LogLine } from '../executor.ts'
import { stoppedVerdict } from '../limits.ts'
import { containerOptions } from './container-options.ts'
import { FrameReader, resumePoint } from './copy-logs.ts'
import { diskLookIsDue, driverBoundsDisk } from './disk.ts'
import { requireRuntime } from './engine.ts'
import { isPrivateRegistry, parseImageReference } from './image-reference.ts'
import { networkNames } from './names.ts'
import { firewallRules, Networks, networkKind } from './networks.ts'
import { describePull, ensureImage, type PullEvent, type PullProgress, pullError, pullStep } from './pull.ts'
import { endOfContainer } from './verdict.ts'

const digest = `sha256:${'a'.repeat(64)}`

test.each([
  ['nginx', { full: 'nginx:latest', name: 'nginx' }],
  ['nginx:1.27', { full: 'nginx:1.27', name: 'nginx' }],
  ['team/app', { full: 'team/app:latest', name: 'team/app' }],
  ['localhost:5000/app', { full: 'localhost:5000/app:latest', name: 'localhost:5000/app', registry: 'localhost:5000' }],
  ['ghcr.io/a/b:c', { full: 'ghcr.io/a/b:c', name: 'ghcr.io/a/b', registry: 'ghcr.io' }],
  ['LOCALHOST/a:b', { full: 'LOCALHOST/a:b', name: 'LOCALHOST/a', registry: 'LOCALHOST' }],
  [`nginx@${digest}`, { full: `nginx@${digest}`, name: 'nginx', digest }],
  [`a/b:1@${digest}`, { full: `a/b:1@${digest}`, name: 'a/b', digest }],
])('%s is the image %j', (image, reference) => {
  expect(parseImageReference(image)).toEqual(reference)
})

test.each(['', 'UPPER', 'a b', '-a', 'a:', 'a@sha256:12', '../a', 'a/../b', 'http://a/b', `a${'b'.repeat(600)}`])(
  '%j is no image',
  (image) =>
    expect(() => parseImageReference(image)).toThrow(expect.objectContaining({ code: 'IMAGE_REFERENCE_INVALID' })),
)

test('what the engine says of a pull becomes one line for a human', () => {
  const events: PullEvent[] = [
    { id: '1.27', status: 'Pulling from library/nginx' },
    { id: 'aa', status: 'Pulling fs layer' },
    { id: 'bb', status: 'Downloading', progressDetail: { current: 2 ** 20, total: 4 * 2 ** 20 } },
    { id: 'aa', status: 'Downloading', progressDetail: { current: 2 ** 20, total: 2 * 2 ** 20 } },
    { id: 'aa', status: 'Extracting', progressDetail: { current: 1, total: 2 ** 21 } },
    { id: 'aa', status: 'Pull complete' },
  ]
  const progress = events.reduce<PullProgress>(pullStep, new Map())
  expect(describePull(progress)).toBe('fetching the image: 1 of 2 layers, 3.0 of 6.0 MiB')
  expect(describePull(new Map())).toBe('fetching the image')
})

test.each([
  [404, 'manifest for a:b not found: manifest unknown: manifest unknown', 'IMAGE_NOT_FOUND'],
  [404, "pull access denied for a, repository does not exist or may require 'docker login'", 'IMAGE_NOT_FOUND'],
  [500, 'Get "https://a/v2/": unauthorized: authentication required', 'IMAGE_PULL_DENIED'],
  [500, 'Head "https://a/v2/b": no basic auth credentials', 'IMAGE_PULL_DENIED'],
  [403, 'denied', 'IMAGE_PULL_DENIED'],
  [500, 'Get "https://a/v2/": dial tcp: lookup a: no such host', 'IMAGE_PULL_FAILED'],
  [500, 'Get "https://a/v2/": dial tcp 127.0.0.1:1: connect: connection refused', 'IMAGE_PULL_FAILED'],
  [400, 'invalid reference format', 'IMAGE_REFERENCE_INVALID'],
])('a pull that fails with %i "%s" is %s', (statusCode, message, code) => {
  const error = pullError('a:b', Object.assign(new Error('(HTTP code) unexpected'), { statusCode, json: { message } }))
  expect(isCoded(error, code)).toBe(true)
  // What the engine found out about the network is not the buyer's to know.
  expect(error.what).not.toMatch(/HTTP|https?:|tcp|lookup|refused:|connection/)
})

const privateRegistries = [
  'localhost',
  'LOCALHOST',
  'a.localhost:5000',
  '127.0.0.1:80',
  '10.0.0.1',
  '127.1:80',
  '1.0x7f',
]
test.each([...privateRegistries, '[::1]:5000', 'registry:5000', 'HOST', '2130706433:80'])(
  'the registry %s is not asked unless the supplier allows it',
  async (registry) => {
    expect(isPrivateRegistry(registry)).toBe(true)
    const asked: string[] = []
    const docker = {
      pull: async (name: string) => {
        asked.push(name)
        return Readable.from([`{"status":"Digest: ${digest}"}\n`])
      },
      getImage: () => ({ inspect: async () => ({ Config: {} }) }),
    } as unknown as Docker
    const image = `${registry}/x/y:1`
    const ensure = (allowed: boolean) =>
      ensureImage(docker, { kind: 'container', image }, () => {}, new AbortController().signal, allowed)
    await expect(ensure(false)).rejects.toMatchObject({ code: 'REGISTRY_FORBIDDEN' })
    expect(asked).toEqual([])
    expect(await ensure(true)).toEqual({ reference: `${registry}/x/y@${digest}`, digest, volumes: [] })
    expect(asked).toEqual([image])
  },
)

test.each(['ghcr.io', 'registry.example.org:5000', '1.2.example.org'])('the registry %s is public', (registry) => {
  expect(isPrivateRegistry(registry)).toBe(false)
})

const limits = { memoryBytes: 2 ** 26, cpuHundredths: 150, diskBytes: 1, outputBytes: 1 }
const taskOf = (spec: Partial<ContainerSpec>): ExecutorTask => ({
  taskId: 't',
  spec: { kind: 'container', image: 'a', ...spec },
  limits,
  inputsDir: '/data/in',
  outputsDir: '/data/out',
})
const place = {
  workerId: 'w',
  name: 'n',
  image: `a@${digest}`,
  volumes: ['/data', '/out/', '/in'],
  network: 'none',
  outDir: '/data/out',
  dnsServers: ['9.9.9.9'],
  engineCpus: 8,
  boundsDisk: false,
}

test('whatever a stranger asks for, his container has no rights, no mounts but its own, and the limits that were bought', () => {
  const texts = fc.array(fc.string(), { maxLength: 3 })
  const spec = fc.record(
    { command: texts, entrypoint: texts, env: fc.dictionary(fc.string(), fc.string()), workingDir: fc.string() },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(spec, (wanted) => {
      const { HostConfig, Labels, Image } = containerOptions(taskOf(wanted), place)
      expect(Image).toBe(place.image)
      expect(HostConfig?.Mounts).toMatchObject([
        { Type: 'tmpfs', Target: '/data', TmpfsOptions: { SizeBytes: 2 ** 26 } },
      ])
      expect(HostConfig).toMatchObject({
        Binds: ['/data/in:/in:ro', '/data/out:/out:rw'],
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Privileged: false,
        Memory: 2 ** 26,
        MemorySwap: 2 ** 26,
        NanoCpus: 1_500_000_000,
        PidsLimit: 512,
        NetworkMode: 'none',
        RestartPolicy: { Name: 'no' },
      })
      expect(HostConfig).not.toHaveProperty('CapAdd')
      expect(HostConfig).not.toHaveProperty('PortBindings')
      expect(Labels).toEqual({ 'sonm.worker': 'w', 'sonm.task': 't' })
    }),
  )
})

test('no more processors are asked of the engine than it has', () => {
  expect(containerOptions(taskOf({}), { ...place, engineCpus: 1 }).HostConfig?.NanoCpus).toBe(1_000_000_000)
})

test('GPUs, another runtime and a bounded disk are asked for only where they are wanted and known', () => {
  const plain = containerOptions(taskOf({}), place).HostConfig
  for (const name of ['DeviceRequests', 'Runtime', 'StorageOpt']) expect(plain).not.toHaveProperty(name)
  const all = containerOptions(taskOf({ gpuIds: ['GPU-1'] }), {
    ...place,
    runtime: 'runsc',
    boundsDisk: true,
  }).HostConfig
  expect(all).toMatchObject({
    DeviceRequests: [{ DeviceIDs: ['GPU-1'] }],
    Runtime: 'runsc',
    StorageOpt: { size: '1' },
  })
})

test('a task gets the least network that does', () => {
  const kind = (spec: Partial<ContainerSpec>) => networkKind({ kind: 'container', image: 'a', ...spec })
  expect(kind({})).toBeUndefined()
  expect(kind({ ports: [80] })).toBe('inner')
  expect(kind({ ports: [80], egress: 'internet' })).toBe('outer')
})

test.each(['inner', 'outer'] as const)('a task starts on the %s network only behind its fence', async (kind) => {
  const docker = { getNetwork: () => ({ inspect: async () => ({}) }) } as unknown as Docker
  let broken = true
  const runFirewall = async () => {
    if (broken) throw new Error('iptables: Permission denied')
  }
  const networks = new Networks({ docker, workerId: 'w', runFirewall })
  expect(await networks.ensure(undefined)).toBe('none')
  await expect(networks.ensure(kind)).rejects.toMatchObject({ code: 'EXECUTOR_UNAVAILABLE' })
  broken = false
  expect(await networks.ensure(kind)).toBe(networkNames('w', kind).name)
  // Somebody loads the firewall anew.
  broken = true
  await expect(networks.ensure(kind)).rejects.toMatchObject({ code: 'EXECUTOR_UNAVAILABLE' })
})

test('a network without IPv6 is made once, and its fence is set up again when it is gone', async () => {
  const made: object[] = []
  const docker = {
    getNetwork: () => ({
      inspect: async () => {
        if (made.length === 0) throw new Error('no such network')
      },
    }),
    createNetwork: async (options: object) => made.push(options),
  } as unknown as Docker
  const rules = new Set<string>()
  const runFirewall = async ([what = '', ...rule]: readonly string[]) => {
    if (what === '-C' && !rules.has(rule.join(' '))) throw new Error('no such rule')
    rules.add(rule.join(' '))
  }
  const networks = new Networks({ docker, workerId: 'w', runFirewall })
  await Promise.all([networks.ensure('outer'), networks.ensure('outer')])
  expect(made).toMatchObject([{ EnableIPv6: false }])
  const fence = [...rules]
  rules.clear()
  await networks.ensure('outer')
  expect(made).toHaveLength(1)
  expect([...rules]).toEqual(fence)
})

test('cloud metadata, private ranges and this machine are fenced off, and the interface name fits the kernel', () => {
  expect(networkNames('a worker with a long name', 'outer').bridge.length).toBeLessThanOrEqual(15)
  const rules = firewallRules('br', 'outer').map(({ chain, rule }) => `${chain} ${rule.join(' ')}`)
  for (const range of ['169.254.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']) {
    expect(rules.some((rule) => rule.startsWith('DOCKER-USER') && rule.includes(range))).toBe(true)
  }
  expect(rules[0]).toMatch(/^INPUT -i br .*REJECT$/)
})

test.each([
  [{ ExitCode: 0, OOMKilled: false }, 'exited'],
  [{ ExitCode: 137, OOMKilled: true }, 'memory-limit'],
  // A child was killed, and the task coped.
  [{ ExitCode: 0, OOMKilled: true }, 'exited'],
  [undefined, 'lost'],
])('a container left as %j ended as %s, unless it was stopped', (state, reason) => {
  expect(endOfContainer(limits, state, undefined).reason).toBe(reason)
  expect(endOfContainer(limits, state, stoppedVerdict).reason).toBe('stopped')
})

test('entries of a log come out whole, however the stream was cut', () => {
  const entry = fc.record({ stream: fc.constantFrom('stdout', 'stderr'), second: fc.nat(59), text: fc.string() })
  fc.assert(
    fc.property(fc.array(entry), fc.array(fc.nat(30)), (entries, cuts) => {
      const time = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}.123456789Z`
      const bytes = Buffer.concat(
        entries.map(({ stream, second, text }) => {
          const payload = Buffer.from(`${time(second)} ${text}`)
          const head = Buffer.from([stream === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0])
          head.writeUInt32BE(payload.length, 4)
          return Buffer.concat([head, payload])
        }),
      )
      const reader = new FrameReader()
      let at = 0
      const found = [...cuts, bytes.length].flatMap((cut) => {
        const frames = reader.push(bytes.subarray(at, at + cut))
        at += cut
        return frames
      })
      expect(found.map(({ stream, atMs, content }) => ({ stream, atMs, text: content.toString() }))).toEqual(
        entries.map(({ stream, second, text }) => ({ stream, atMs: Date.UTC(2026, 0, 1, 0, 0, second, 123), text })),
      )
    }),
  )
})

test('a copy that goes on knows from when, and how many entries of that moment it has', () => {
  const line = (offset: number, atMs: number): LogLine => ({ offset, atMs, stream: 'stdout', line: '' })
  expect(resumePoint([])).toEqual({ sinceMs: 0, skip: 0 })
  expect(resumePoint([line(0, 5), line(1, 7), line(2, 7)])).toEqual({ sinceMs: 7, skip: 2 })
})

test.each([
  ['btrfs', '', true],
  ['vfs', '/dev/sda1 / xfs rw,prjquota 0 0', false],
  ['overlay2', '/dev/sda1 / xfs rw,prjquota 0 0', true],
  ['overlay2', '/dev/sda1 / xfs rw,noquota 0 0', false],
  [
    'overlay2',
    '/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /var/lib xfs rw,relatime,pquota 0 0\n/dev/sdc1 /var/li xfs rw 0 0',
    true,
  ],
  ['overlay2', '/dev/sda1 / xfs rw,prjquota 0 0\n/dev/sdb1 /var/lib/docker ext4 rw,prjquota 0 0', false],
  ['overlay2', '', false],
])('of the driver %s on %j it is known whether it bounds a disk', (driver, mounts, bounds) => {
  expect(driverBoundsDisk(driver, '/var/lib/docker', mounts)).toBe(bounds)
})

test('a disk is looked at now and then, and soon when enough was written to come near the limit', () => {
  const last = { atMs: 1000, bytes: 200, freeBytes: 10_000 }
  expect(diskLookIsDue(undefined, { atMs: 1, freeBytes: 1 }, 1000)).toBe(true)
  expect(diskLookIsDue(last, { atMs: 5999, freeBytes: 10_000 }, 1000)).toBe(false)
  expect(diskLookIsDue(last, { atMs: 6000, freeBytes: 10_000 }, 1000)).toBe(true)
  expect(diskLookIsDue(last, { atMs: 1600, freeBytes: 9600 }, 1000)).toBe(false)
  expect(diskLookIsDue(last, { atMs: 1600, freeBytes: 9599 }, 1000)).toBe(true)
  expect(diskLookIsDue(last, { atMs: 1499, freeBytes: 0 }, 1000)).toBe(false)
  expect(diskLookIsDue({ ...last, freeBytes: undefined }, { atMs: 2000, freeBytes: undefined }, 1000)).toBe(false)
})

test('a runtime that the engine does not have is told before a task wants it', async () => {
  const docker = {
    version: async () => ({ Version: '1', ApiVersion: '1' }),
    info: async () => ({ OSType: 'linux', Driver: 'vfs', DockerRootDir: '/d', Runtimes: { runc: {}, runsc: {} } }),
  } as unknown as Docker
  await requireRuntime(docker, 'runsc')
  await expect(requireRuntime(docker, 'kata')).rejects.toMatchObject({
    code: 'CONTAINER_RUNTIME_UNKNOWN',
    data: { runtime: 'kata', known: 'runc, runsc' },
  })
})
