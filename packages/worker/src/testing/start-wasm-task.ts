// A worker that starts one task, says so and lives on, for a test to kill: `node start-wasm-task.ts <data folder> <task as JSON>`
import { silentLogger, systemClock } from '@sonm/common'
import type { ExecutorTask } from '../executors/executor.ts'
import { WasmExecutor } from '../executors/wasm/wasm-executor.ts'

const [dataDir = '', json = ''] = process.argv.slice(2)
const task = JSON.parse(json) as ExecutorTask
const executor = new WasmExecutor({ dataDir, clock: systemClock, logger: silentLogger })
await executor.start(task)
for await (const { status } of executor.watch(task.taskId)) if (status.phase !== 'preparing') console.log(status.phase)
