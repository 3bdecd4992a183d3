// A worker with one task, for a test to kill: it starts the task, or takes it up when it is there, and prints its log as it comes.
// `node hold-task.ts wasm|docker <data folder> <worker id> <task as JSON>`
import { silentLogger, systemClock } from '@sonm/common'
import Docker from 'dockerode'
import { DockerExecutor } from '../executors/docker/docker-executor.ts'
import type { ExecutorTask } from '../executors/executor.ts'
import { WasmExecutor } from '../executors/wasm/wasm-executor.ts'

const [kind, dataDir = '', workerId = '', json = ''] = process.argv.slice(2)
const task = JSON.parse(json) as ExecutorTask
const shared = { dataDir, clock: systemClock, logger: silentLogger }
const executor =
  kind === 'wasm'
    ? new WasmExecutor(shared)
    : new DockerExecutor({ ...shared, docker: new Docker(), workerId, allowPrivateRegistries: true })
const known = await executor.list()
await (known.length === 0 ? executor.start(task) : executor.adopt(task.taskId))
for await (const { line } of executor.logs(task.taskId, { follow: true })) console.log(line)
