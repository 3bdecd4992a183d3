import type { LogChunk } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import { type Patience, Silence } from './patience.ts'

/**
 * What a task has printed, from its beginning. After a silence of the hub it goes on where it was.
 * @param options.follow go on until the task ends
 * @throws what the node says, once there is no patience left
 */
export async function* taskLogs(
  api: Pick<NodeApi, 'tasks'>,
  taskId: string,
  { follow, patience }: { readonly follow: boolean; readonly patience: Patience },
): AsyncGenerator<LogChunk> {
  const silence = new Silence(patience)
  const { signal } = patience
  let offset = 0n
  for (;;) {
    try {
      for await (const chunk of api.tasks.readLogs({ taskId, offset, follow }, { signal })) {
        silence.heard()
        offset = chunk.offset + BigInt(chunk.data.length)
        yield chunk
      }
      return
    } catch (error) {
      await silence.bear(error)
    }
  }
}
