import { chmod, mkdir } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { isCoded, messageOf, repeat, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import type Docker from 'dockerode'
import type { ContainerSpec, LogLine, TaskEnd } from '../executor.ts'
import { progressOf } from '../logs/progress.ts'
import { readLog } from '../logs/read-log.ts'
import { emptyFolder, moveOutputs, OutputError } from '../outputs.ts'
import type { EndRecord } from '../task-folder.ts'
import { type Contained, kill, type LifeWorld } from './contained.ts'
import { containerOptions } from './container-options.ts'
import { copyLogs, resumePoint } from './copy-logs.ts'
import { engineFacts, isMissing } from './engine.ts'
import { holdToLimits } from './hold-to-limits.ts'
import { containerName } from './names.ts'
import { networkKind } from './networks.ts'
import { ensureImage } from './pull.ts'
import { endOfContainer } from './verdict.ts'

/** How often a container is held against its limits. Memory and processor shares are the kernel's to hold. */
const limitPollMs = 250
const reconnectMs = 500

/** Takes containers from an accepted task to its end: image, container, logs, limits, outputs. */
export class ContainerLife {
  readonly #world: LifeWorld

  constructor(world: LifeWorld) {
    this.#world = world
  }

  /** Takes a task from wherever it is to its end. */
  async live(contained: Contained): Promise<void> {
    const { task, abort } = contained
    try {
      await this.#bring(contained)
      if (contained.folder.verdict() !== undefined) await kill(contained.container)
      else await this.#follow(contained)
      await this.#finish(contained)
    } catch (cause) {
      if (abort.signal.aborted) return
      const { image } = task.spec as ContainerSpec
      const error = isCoded(cause)
        ? cause
        : fail('CONTAINER_START_FAILED', { image, reason: reasonOf(cause) }, { cause })
      this.#world.logger.warn({ taskId: task.taskId, err: cause }, 'a container did not start')
      const stopped = contained.folder.verdict()
      await this.#end(contained, stopped ?? { reason: 'failed-to-start', message: error.what, error: error.facts() })
      await this.removeContainer(contained.container).catch(() => {})
    }
  }

  /** Makes the container run, if it never did. */
  async #bring(contained: Contained): Promise<void> {
    const { folder, container } = contained
    if (folder.read('container.json') === undefined) {
      await this.#create(contained)
    }
    if (folder.verdict() !== undefined) return
    const state = await this.#state(contained)
    if (state?.Status === 'created') await container.start()
  }

  async #create(contained: Contained): Promise<void> {
    const { task, folder, feed, abort, stopping, container } = contained
    const { docker, workerId, dnsServers, runtime, allowPrivateRegistries } = this.#world
    const spec = task.spec as ContainerSpec
    const signal = AbortSignal.any([abort.signal, stopping.signal])
    const tell = (detail: string) => feed.update({ status: { phase: 'preparing', detail } })
    tell('looking for the image')
    const image = await ensureImage(docker, spec, tell, signal, allowPrivateRegistries)
    const { digest: imageDigest, volumes } = image
    contained.imageDigest = imageDigest
    feed.update({ imageDigest })
    tell('making the container')
    await emptyFolder(task.outputsDir)
    const outDir = folder.file('out')
    await mkdir(outDir, { recursive: true })
    // An image may run as any user.
    await chmod(outDir, 0o777)
    const { cpus: engineCpus, boundsDisk } = await engineFacts(docker)
    const network = await this.#world.networks.ensure(networkKind(spec))
    const name = containerName(workerId, task.taskId)
    const chosen = { image: image.reference, volumes, network, dnsServers }
    const place = { workerId, name, outDir, engineCpus, boundsDisk, ...chosen }
    // One of the same name is left of a start that was cut off before it was recorded.
    await this.removeContainer(container)
    signal.throwIfAborted()
    await docker.createContainer(containerOptions(task, { ...place, ...(runtime !== undefined && { runtime }) }))
    await folder.write('container.json', { name, imageDigest })
  }

  /** Tells what a container does until it has ended, over every restart of the engine. */
  async #follow(contained: Contained): Promise<void> {
    const { folder, feed, container, abort, task } = contained
    const { clock, logger } = this.#world
    const record = folder.read<{ imageDigest?: string }>('container.json')
    if (record?.imageDigest !== undefined) {
      contained.imageDigest = record.imageDigest
      feed.update({ imageDigest: record.imageDigest })
    }
    await this.readState(contained)
    contained.cancelPoll = repeat(clock, limitPollMs, () =>
      holdToLimits(contained, this.#world).catch((err: unknown) =>
        logger.debug({ taskId: task.taskId, err }, 'a container could not be looked at'),
      ),
    )
    try {
      while (true) {
        try {
          await this.#copyLogs(contained)
          await container.wait({ abortSignal: abort.signal, condition: 'not-running' })
          break
        } catch (error) {
          if (isMissing(error)) break
          abort.signal.throwIfAborted()
          logger.debug({ taskId: task.taskId, err: error }, 'the engine hung up; trying again')
          await sleep(clock, reconnectMs, abort.signal)
        }
      }
    } finally {
      contained.cancelPoll()
    }
  }

  async #copyLogs(contained: Contained): Promise<void> {
    const { container, feed, abort } = contained
    const known: LogLine[] = []
    const paths = contained.folder.logPaths
    for await (const line of readLog({ ...paths, clock: this.#world.clock, ended: () => true })) known.push(line)
    const from = resumePoint(known)
    const stream = (await container.logs({
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      since: from.sinceMs / 1000,
      abortSignal: abort.signal,
    })) as unknown as Readable
    const onLine = (name: 'stdout' | 'stderr', line: string) => {
      const progress = name === 'stdout' ? progressOf(line) : undefined
      if (progress !== undefined) feed.update({ progress })
    }
    const letGo = () => stream.destroy()
    abort.signal.addEventListener('abort', letGo, { once: true })
    try {
      await copyLogs(stream, { ...paths, maxBytes: this.#world.maxLogBytes, from, onLine })
    } finally {
      abort.signal.removeEventListener('abort', letGo)
    }
  }

  async #state({ container }: Contained) {
    try {
      return (await container.inspect()).State
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  /** Tells that the container runs, and since when. */
  async readState(contained: Contained): Promise<void> {
    const state = await this.#state(contained)
    if (state === undefined || state.Status === 'created') return
    const startedAtMs = Date.parse(state.StartedAt)
    contained.startedAtMs = startedAtMs
    if (contained.feed.startedAtMs === undefined) contained.feed.update({ status: { phase: 'running', startedAtMs } })
  }

  async #finish(contained: Contained): Promise<void> {
    const { task, folder } = contained
    await this.readState(contained)
    const found = await this.#state(contained)
    const state = found?.Status === 'created' ? undefined : found
    let end = endOfContainer(task.limits, state, folder.verdict())
    try {
      if (state !== undefined) await moveOutputs(folder.file('out'), task.outputsDir, task.limits.outputBytes)
    } catch (error) {
      if (!(error instanceof OutputError)) throw error
      end = { reason: 'output-limit', message: error.message }
    }
    await this.#end(contained, end)
    await this.removeContainer(contained.container)
  }

  async #end(contained: Contained, ended: Omit<TaskEnd, 'endedAtMs'>): Promise<void> {
    const { folder, feed, imageDigest, cpuTimeMs } = contained
    const end: TaskEnd = { ...ended, endedAtMs: this.#world.clock.nowMs() }
    const { startedAtMs } = feed
    const { progress } = feed.current
    const started = startedAtMs !== undefined && { startedAtMs }
    const record: EndRecord = {
      end,
      cpuTimeMs,
      ...started,
      ...(progress !== undefined && { progress }),
      ...(imageDigest !== undefined && { imageDigest }),
    }
    await folder.write('end.json', record)
    feed.update({ status: { phase: 'ended', end, ...started } })
  }

  /** Removes a container in any state; one that is gone already is fine. */
  async removeContainer(container: Docker.Container): Promise<void> {
    try {
      await container.remove({ force: true, v: true })
    } catch (error) {
      const status = (error as { statusCode?: number }).statusCode
      // 409: its removal is under way already.
      if (status !== 404 && status !== 409) throw error
    }
  }
}

function reasonOf(cause: unknown): string {
  const { json } = cause as { json?: { message?: string } }
  return (json?.message ?? messageOf(cause)).replace(/\s+/g, ' ').replace(/\.$/, '')
}
