import { judge, maxFilesWhileRunning } from '../limits.ts'
import { folderUsage, maxOutputFiles } from '../outputs.ts'
import type { Verdict } from '../task-folder.ts'
import { type Contained, kill, type LifeWorld } from './contained.ts'
import { diskLookIsDue, freeBytesOf } from './disk.ts'
import { containerDiskBytes, containerUsage, engineFacts } from './engine.ts'

/** Looking through its outputs takes at most a fifth of the time. */
const outputsPauses = 4
/** What each file or folder costs beyond those that a task may leave: a block of the disk. */
const fileBytes = 4096

type World = Pick<LifeWorld, 'clock' | 'docker'>

/** Holds a container against those limits that the engine does not hold itself. */
export async function holdToLimits(contained: Contained, world: World): Promise<void> {
  const { task, folder, container } = contained
  if (contained.startedAtMs === undefined || folder.verdict() !== undefined) return
  const usage = task.limits.cpuTimeMs === undefined ? undefined : await containerUsage(container)
  if (usage !== undefined) contained.cpuTimeMs = Math.max(contained.cpuTimeMs, usage.cpuTimeMs)
  await lookAtDisk(contained, world)
  await lookAtOutputs(contained, world)
  const { bytes, files } = contained.outputs
  const verdict: Verdict | undefined = judge(task.limits, {
    wallTimeMs: world.clock.nowMs() - contained.startedAtMs,
    cpuTimeMs: contained.cpuTimeMs,
    // An empty file takes room on this machine's disk too.
    outputBytes: Math.max(bytes, (files - maxOutputFiles) * fileBytes),
    outputFiles: files,
    diskBytes: contained.disk?.bytes ?? 0,
  })
  if (verdict === undefined) return
  await folder.write('verdict.json', verdict)
  await kill(container)
}

async function lookAtOutputs(contained: Contained, { clock }: World): Promise<void> {
  const { task, folder, outputsDueAtMs } = contained
  const atMs = clock.monotonicMs()
  if (atMs < outputsDueAtMs) return
  const most = { bytes: task.limits.outputBytes, files: maxFilesWhileRunning }
  contained.outputs = await folderUsage(folder.file('out'), most)
  const nowMs = clock.monotonicMs()
  contained.outputsDueAtMs = nowMs + outputsPauses * (nowMs - atMs)
}

async function lookAtDisk(contained: Contained, { clock, docker }: World): Promise<void> {
  const { task, container } = contained
  contained.engineRoot ??= (await engineFacts(docker)).rootFolder
  const now = { atMs: clock.monotonicMs(), freeBytes: await freeBytesOf(contained.engineRoot) }
  if (!diskLookIsDue(contained.disk, now, task.limits.diskBytes)) return
  const bytes = await containerDiskBytes(docker, (await container.inspect()).Id)
  contained.disk = { ...now, bytes }
}
