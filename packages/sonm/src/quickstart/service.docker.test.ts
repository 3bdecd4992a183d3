import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { silentLogger, sleep, systemClock } from '@sonm/common'
import { DockerExecutor } from '@sonm/worker'
import Docker from 'dockerode'
import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_COMMAND } from './service.ts'

const { SONM_TEST_IMAGE: image = '' } = process.env
if (image === '') throw new Error('Run eval "$(scripts/docker-for-tests start)" first: SONM_TEST_IMAGE is not set.')

test('the command of the demonstration serves a page in a busybox, and ends in order when it is stopped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sonm-service-test-'))
  const executor = new DockerExecutor({
    docker: new Docker(),
    workerId: `service-${process.pid}`,
    dataDir: join(folder, 'data'),
    clock: systemClock,
    logger: silentLogger,
    allowEgress: false,
    allowPrivateRegistries: true,
  })
  const [taskId, inputsDir] = ['service', join(folder, 'in')]
  onTestFinished(async () => {
    await executor.remove(taskId)
    await executor.close()
    await rm(folder, { recursive: true, force: true })
  })
  await mkdir(inputsDir)
  await executor.start({
    taskId,
    spec: { kind: 'container', image, command: DEFAULT_COMMAND, ports: [8080] },
    limits: { memoryBytes: 64 * 2 ** 20, cpuHundredths: 100, diskBytes: 2 ** 26, outputBytes: 2 ** 20 },
    inputsDir,
    outputsDir: join(folder, 'out'),
  })
  for await (const { status } of executor.watch(taskId)) if (status.phase === 'running') break
  expect(await pageOf(executor, taskId)).toBe('Hello from a container on a rented machine.\n')
  expect(await executor.stop(taskId, 5_000)).toMatchObject({ reason: 'stopped', exitCode: 0 })
})

/** Asks until the server in the container listens. */
async function pageOf(executor: DockerExecutor, taskId: string): Promise<string> {
  const socket = await executor.openPort(taskId, 8080).catch(() => undefined)
  if (!socket) {
    await sleep(systemClock, 50)
    return await pageOf(executor, taskId)
  }
  const page = new Promise<string>((resolve, reject) => {
    const request = get('http://service/', { createConnection: () => socket as never }, (answer) =>
      resolve(text(answer)),
    )
    request.on('error', reject)
  })
  return await page
}
