import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock } from '@sonm/common'
import Docker from 'dockerode'
import { afterAll, expect, test } from 'vitest'
import type { ContainerSpec } from '../executor.ts'
import { DockerExecutor } from './docker-executor.ts'

const { SONM_TEST_IMAGE: image = '', SONM_TEST_REGISTRY: registry = '' } = process.env
if (image === '') throw new Error('Run eval "$(scripts/docker-for-tests start)" first: SONM_TEST_IMAGE is not set.')

const docker = new Docker()
const folder = await mkdtemp(join(tmpdir(), 'sonm-images-test-'))
const open = (name: string, allowPrivateRegistries: boolean) =>
  new DockerExecutor({
    docker,
    workerId: `images-${process.pid}-${name}`,
    dataDir: join(folder, name),
    clock: systemClock,
    logger: silentLogger,
    allowPrivateRegistries,
  })
const trusting = open('trusting', true)
const strict = open('strict', false)
afterAll(async () => {
  for (const executor of [trusting, strict]) await executor.close()
  await rm(folder, { recursive: true, force: true })
})

let tasks = 0
async function run(executor: DockerExecutor, spec: Omit<ContainerSpec, 'kind'>) {
  const taskId = `image-${tasks++}`
  const [inputsDir, outputsDir] = [join(folder, `${taskId}-in`), join(folder, `${taskId}-out`)]
  await mkdir(inputsDir)
  const limits = { memoryBytes: 32 * 2 ** 20, cpuHundredths: 100, diskBytes: 2 ** 26, outputBytes: 2 ** 20 }
  await executor.start({ taskId, spec: { kind: 'container', ...spec }, limits, inputsDir, outputsDir })
  const end = await executor.wait(taskId)
  const lines: string[] = []
  for await (const { line } of executor.logs(taskId)) lines.push(line)
  const { imageDigest = '' } = await executor.status(taskId)
  await executor.remove(taskId)
  return { end, lines, imageDigest }
}

/** The registry of the tests behind a password. */
async function privateRegistry(username: string, password: string) {
  const [host, port] = registry.split(':')
  const wanted = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const server = createServer((asked, answer) => {
    if (asked.headers.authorization !== wanted) {
      answer.writeHead(401, { 'www-authenticate': 'Basic realm="test"' })
      answer.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }))
      return
    }
    const headers = { ...asked.headers, host: registry }
    const onward = request({ host, port, path: asked.url, method: asked.method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(answer)
    })
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as { port: number }
  return { name: `localhost:${own}/busybox`, close: () => server.close() }
}

test('an image that is here runs for nobody whom its registry refuses, neither by tag nor by digest', async () => {
  const { name, close } = await privateRegistry('a', 'secret')
  const registryAuth = { username: 'a', password: 'secret' }
  const command = ['true']
  const allowed = await run(trusting, { image: `${name}:1`, command, registryAuth })
  expect(allowed.end).toMatchObject({ reason: 'exited', exitCode: 0 })
  const byDigest = `${name}@${allowed.imageDigest}`
  expect((await run(trusting, { image: byDigest, command, registryAuth })).end).toMatchObject({ exitCode: 0 })
  for (const wanted of [`${name}:1`, byDigest]) {
    for (const wrong of [undefined, { username: 'b', password: 'secret' }]) {
      const { end } = await run(trusting, { image: wanted, command, ...(wrong && { registryAuth: wrong }) })
      expect(end).toMatchObject({ reason: 'failed-to-start', error: { code: 'IMAGE_PULL_DENIED' } })
    }
  }
  close()
  await docker.getImage(`${name}:1`).remove({ force: true })
})

test("an image that no registry has runs only where the worker's owner allows it", async () => {
  for await (const _ of await docker.pull(image));
  const own = 'sonm-test-of-the-supplier/own'
  await docker.getImage(image).tag({ repo: own, tag: '1' })
  expect((await run(trusting, { image: `${own}:1`, command: ['true'] })).end).toMatchObject({ exitCode: 0 })
  expect((await run(strict, { image: `${own}:1`, command: ['true'] })).end).toMatchObject({ reason: 'failed-to-start' })
  await docker.getImage(`${own}:1`).remove()
})

test('what a task runs is what its tag stood for when it was fetched', async () => {
  const { imageDigest } = await run(trusting, { image, command: ['true'] })
  expect((await docker.getImage(`${registry}/busybox@${imageDigest}`).inspect()).RepoTags).toContain(image)
})

test('a volume that an image wants is bounded, and nothing of it stays', async () => {
  const made = await docker.createContainer({ Image: image })
  await made.commit({ repo: `${registry}/volumes`, tag: '1', changes: 'VOLUME /data' })
  await made.remove()
  const before = (await docker.listVolumes()).Volumes
  const script = 'grep " /data " /proc/mounts; id > /data/file && echo written'
  const { end, lines } = await run(trusting, { image: `${registry}/volumes:1`, command: ['sh', '-c', script] })
  expect(end).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(lines[0]).toMatch(/^tmpfs \/data tmpfs .*size=32768k/)
  expect(lines[1]).toBe('written')
  expect((await docker.listVolumes()).Volumes).toEqual(before)
  await docker.getImage(`${registry}/volumes:1`).remove()
})
