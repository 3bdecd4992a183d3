import { type CodedError, messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import type Docker from 'dockerode'
import type { ContainerSpec } from '../executor.ts'
import { isMissing } from './engine.ts'
import { type ImageReference, isPrivateRegistry, parseImageReference } from './image-reference.ts'

/** One line of what the engine tells while it pulls. */
export interface PullEvent {
  readonly id?: string
  readonly status?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

/** What is known of a pull: for each layer, how far it is. */
export type PullProgress = ReadonlyMap<
  string,
  { readonly current: number; readonly total: number; readonly done: boolean }
>

const doneStates = new Set(['Pull complete', 'Already exists'])

export function pullStep(progress: PullProgress, { id, status = '', progressDetail }: PullEvent): PullProgress {
  if (id === undefined || status.startsWith('Pulling from')) return progress
  const before = progress.get(id) ?? { current: 0, total: 0, done: false }
  const downloading = status === 'Downloading' && progressDetail?.total !== undefined
  const layer = {
    current: downloading ? (progressDetail.current ?? 0) : before.current,
    total: downloading ? (progressDetail.total ?? 0) : before.total,
    done: before.done || doneStates.has(status),
  }
  return new Map([...progress, [id, layer]])
}

/** "fetching the image: 2 of 5 layers, 12.3 of 80.0 MiB" */
export function describePull(progress: PullProgress): string {
  const layers = [...progress.values()]
  if (layers.length === 0) return 'fetching the image'
  const done = layers.filter((layer) => layer.done).length
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1)
  const current = layers.reduce((sum, layer) => sum + (layer.done ? layer.total : layer.current), 0)
  const total = layers.reduce((sum, layer) => sum + layer.total, 0)
  const bytes = total > 0 ? `, ${mebibytes(current)} of ${mebibytes(total)} MiB` : ''
  return `fetching the image: ${done} of ${layers.length} layers${bytes}`
}

const failures: readonly (readonly [RegExp, string])[] = [
  [/toomanyrequests|rate limit/i, 'the registry lets this worker fetch no more for now'],
  [/no space left/i, 'the worker has no room for it'],
  [
    /\b(?:get|head) "?https?:|dial tcp|lookup |connection re|timeout|deadline|EOF|tls:|x509/i,
    'the registry did not answer',
  ],
]

/**
 * The coded error for what an engine says when a pull fails. The buyer gets one of a few fixed reasons: what the engine
 * says in full tells of the supplier's network, and stays with the supplier as the cause.
 */
export function pullError(image: string, cause: unknown): CodedError {
  const status = (cause as { statusCode?: number }).statusCode
  const json = (cause as { json?: { message?: string } }).json
  const text = json?.message ?? messageOf(cause)
  const coded = (code: 'IMAGE_NOT_FOUND' | 'IMAGE_PULL_DENIED' | 'IMAGE_PULL_FAILED', reason: string) =>
    fail(code, { image, reason }, { cause })
  const denied = () => coded('IMAGE_PULL_DENIED', 'the registry refuses the credentials')
  if (/invalid reference format/i.test(text)) return fail('IMAGE_REFERENCE_INVALID', { image }, { cause })
  if (/unauthorized|authentication required|no basic auth|incorrect username|forbidden/i.test(text)) return denied()
  if (status === 404 || /manifest unknown|not found|does not exist|no such image|name unknown/i.test(text)) {
    return coded('IMAGE_NOT_FOUND', 'no such image')
  }
  if (status === 401 || status === 403 || /\bdenied\b/i.test(text)) return denied()
  return coded('IMAGE_PULL_FAILED', failures.find(([pattern]) => pattern.test(text))?.[1] ?? 'the transfer broke')
}

/** An image that is on this machine, and that the task may run. */
export interface FetchedImage {
  /** What a container is made of. A tag may point at another image by then, this never does. */
  readonly reference: string
  /** What the task's reference resolved to. */
  readonly digest: string
  /** The folders that it wants a volume for. */
  readonly volumes: readonly string[]
}

/**
 * Makes sure that the image is on this machine, and that its registry lets this very task have it: that it was fetched for somebody else, or
 * made by the supplier, gives nobody a right to it.
 * @param tell gets what is going on, for a human
 * @param allowPrivateRegistries whether the registry may be one of this machine or its network; an image that is here and in no registry may
 *   be run then too
 * @throws IMAGE_REFERENCE_INVALID, REGISTRY_FORBIDDEN, IMAGE_NOT_FOUND, IMAGE_PULL_DENIED, IMAGE_PULL_FAILED
 */
export async function ensureImage(
  docker: Docker,
  spec: ContainerSpec,
  tell: (detail: string) => void,
  signal: AbortSignal,
  allowPrivateRegistries: boolean,
): Promise<FetchedImage> {
  const wanted = parseImageReference(spec.image)
  const { registry, name, full } = wanted
  if (registry !== undefined && isPrivateRegistry(registry) && !allowPrivateRegistries) {
    throw fail('REGISTRY_FORBIDDEN', { image: spec.image, registry })
  }
  try {
    const digest = await fetchImage(docker, wanted, spec, tell, signal)
    const reference = `${name}@${digest}`
    const { Config } = await docker.getImage(reference).inspect()
    return { reference, digest, volumes: Object.keys(Config.Volumes ?? {}) }
  } catch (cause) {
    const error = pullError(spec.image, cause)
    const present =
      allowPrivateRegistries && inNoRegistry(error, wanted, spec) ? await inspect(docker, full) : undefined
    if (present === undefined) throw error
    return present
  }
}

/** Docker Hub answers the same for what it does not have as for what it hides. */
function inNoRegistry({ code }: CodedError, { registry }: ImageReference, { registryAuth }: ContainerSpec): boolean {
  return code !== 'IMAGE_PULL_DENIED' || (registry === undefined && registryAuth === undefined)
}

async function inspect(docker: Docker, reference: string): Promise<FetchedImage | undefined> {
  try {
    const { RepoDigests = [], Id, Config } = await docker.getImage(reference).inspect()
    const digest = RepoDigests[0]?.split('@')[1] ?? Id
    return { reference: Id, digest, volumes: Object.keys(Config.Volumes ?? {}) }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw pullError(reference, error)
  }
}

/** @returns the digest that the registry named */
async function fetchImage(
  docker: Docker,
  { full, registry, digest }: ImageReference,
  { registryAuth }: ContainerSpec,
  tell: (detail: string) => void,
  abortSignal: AbortSignal,
): Promise<string> {
  const serveraddress = registryAuth?.serverAddress ?? registry ?? 'https://index.docker.io/v1/'
  const authconfig = registryAuth && { username: registryAuth.username, password: registryAuth.password, serveraddress }
  const options = { abortSignal, ...(authconfig && { authconfig }) }
  tell('asking the registry')
  // To fetch by digest what is here already, an engine asks nobody.
  if (digest !== undefined) await docker.getImage(full).distribution(options)
  const stream = await docker.pull(full, options)
  let progress: PullProgress = new Map()
  let named = digest
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.filter((line) => line.trim() !== '')) {
      const event = JSON.parse(line) as PullEvent
      if (event.error !== undefined) throw new Error(event.error)
      named ??= /^Digest: (sha256:[0-9a-f]{64})$/.exec(event.status ?? '')?.[1]
      progress = pullStep(progress, event)
    }
    tell(describePull(progress))
  }
  if (named === undefined) throw new Error('the engine told no digest')
  return named
}
