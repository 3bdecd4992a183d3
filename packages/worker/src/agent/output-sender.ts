import { isCoded, type Logger, messageOf } from '@sonm/common'
import type { OutputFile } from '@sonm/model'
import type { TaskFiles } from './files/task-files.ts'
import type { HubCalls } from './hub-calls.ts'

/**
 * Sends the wanted files of an ended task to the hub.
 * @returns those that the hub has; what it refuses is left out and logged
 */
export async function sendOutputs(options: {
  taskId: string
  names: readonly string[]
  files: TaskFiles
  hub: HubCalls
  logger: Logger
  pieceBytes: number
  signal: AbortSignal
}): Promise<readonly OutputFile[]> {
  const { taskId, names, files, logger, signal } = options
  const sent: OutputFile[] = []
  for (const output of await files.outputs(taskId, names)) {
    try {
      await sendOne(output, options)
      sent.push(output)
    } catch (error) {
      signal.throwIfAborted()
      logger.error({ taskId, name: output.name, reason: messageOf(error) }, 'an output could not be sent')
    }
  }
  return sent
}

async function sendOne(
  { name, sha256, bytes }: OutputFile,
  options: { taskId: string; files: TaskFiles; hub: HubCalls; pieceBytes: number; signal: AbortSignal },
): Promise<void> {
  const { taskId, files, hub, pieceBytes, signal } = options
  let stored = 0
  for (let corrupt = 0; ; ) {
    const data = await files.readOutput(taskId, name, stored, pieceBytes)
    const piece = { taskId, name, sha256, totalBytes: BigInt(bytes), offset: BigInt(stored), data }
    try {
      const answer = await hub.untilDone(signal, (client) => client.putOutput(piece, { signal }))
      stored = Number(answer.storedBytes)
      if (stored >= bytes) return
    } catch (error) {
      if (!isCoded(error, 'BLOB_CORRUPT') || ++corrupt === 3) throw error
      stored = 0
    }
  }
}
