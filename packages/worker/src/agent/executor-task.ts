import { type Hex, NET_FLAGS } from '@sonm/model'
import type { ExecutorSpec, ExecutorTask } from '../executors/executor.ts'
import type { TaskFolders } from './files/task-files.ts'
import type { Order } from './task-record.ts'

/** A task as its executor takes it. */
export function executorTaskOf(
  taskId: string,
  order: Order,
  folders: TaskFolders,
  pathOf: (sha256: Hex) => string,
): ExecutorTask {
  const { limits } = order
  return {
    taskId,
    ...folders,
    spec: executorSpecOf(order, pathOf),
    // What a task writes, it writes to the disk that the deal has bought, outputs or not.
    limits: { ...limits, outputBytes: limits.diskBytes },
  }
}

function executorSpecOf({ spec, gpuIds, netFlags }: Order, pathOf: (sha256: Hex) => string): ExecutorSpec {
  const { workload, outputs } = spec
  switch (workload.kind) {
    case 'container': {
      const { image, registry, entrypoint, command, env, expose } = workload.container
      return {
        kind: 'container',
        image,
        env,
        ports: expose.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port),
        udpPorts: expose.filter(({ protocol }) => protocol === 'udp').map(({ port }) => port),
        egress: (netFlags & NET_FLAGS.outbound) !== 0 ? 'internet' : 'none',
        gpuIds,
        ...(registry ? { registryAuth: registry } : {}),
        ...(entrypoint ? { entrypoint } : {}),
        ...(command ? { command } : {}),
      }
    }
    case 'wasm': {
      const { moduleSha256, args, env } = workload.wasm
      return { kind: 'wasm', modulePath: pathOf(moduleSha256), args, env }
    }
    case 'noop': {
      const { runMs, exitCode, output = '' } = workload.noop
      return {
        kind: 'noop',
        runMs,
        exitCode,
        lines: output === '' ? [] : [{ atMs: 0, line: output }],
        outputs: Object.fromEntries(outputs.map((name) => [name, output])),
      }
    }
  }
}

/** The contents that must be here before a task can start. */
export function contentsOf({ spec }: Order): readonly Hex[] {
  const module = spec.workload.kind === 'wasm' ? [spec.workload.wasm.moduleSha256] : []
  return [...new Set([...module, ...spec.inputs.map(({ sha256 }) => sha256)])]
}
