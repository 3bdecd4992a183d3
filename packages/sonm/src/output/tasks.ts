import { visible } from '@sonm/model'
import { observationFromMessage, type TaskStatus } from '@sonm/protocol'
import { table } from './print.ts'

export function tasksTable(tasks: readonly TaskStatus[]): string {
  if (tasks.length === 0) return 'No tasks. `sonm run -f task.yaml` starts one.'
  const rows = tasks.map((status) => {
    const { phase, progress, end } = observationFromMessage(status.observation)
    return [
      status.observation!.taskId,
      status.dealId.toString(),
      status.executor,
      phase,
      progress === undefined ? '-' : `${Math.floor(progress * 100)}%`,
      end ? endText(end) : '-',
      status.tag || '-',
    ]
  })
  return table(['TASK', 'DEAL', 'EXECUTOR', 'STATE', 'PROGRESS', 'ENDED', 'TAG'], rows, ['DEAL', 'PROGRESS'])
}

export function endText(end: { reason: string; exitCode?: number }): string {
  return end.exitCode === undefined ? end.reason : `${end.reason} (${end.exitCode})`
}

/** One task in full: why it ended, and what it left. */
export function taskText(status: TaskStatus): string {
  const { phase, progress, activity, end, outputs, cpuTimeMs, memoryBytes } = observationFromMessage(status.observation)
  const lines = [
    `Task ${status.observation!.taskId}: ${phase}`,
    `  deal        ${status.dealId}`,
    `  executor    ${visible(status.executor)}`,
  ]
  if (status.expose.length > 0) {
    lines.push(`  ports       ${status.expose.map(({ port, protocol }) => `${port}/${protocol}`).join(', ')}`)
  }
  if (activity) lines.push(`  doing       ${activity}`)
  if (progress !== undefined) lines.push(`  progress    ${Math.floor(progress * 100)}%`)
  if (cpuTimeMs !== undefined) lines.push(`  CPU time    ${(cpuTimeMs / 1000).toFixed(1)} s`)
  if (memoryBytes !== undefined) lines.push(`  memory      ${Math.round(memoryBytes / 2 ** 20)} MiB`)
  if (end) lines.push(`  ended       ${endText(end)}: ${end.message}`)
  for (const { name, bytes, sha256 } of outputs)
    lines.push(`  output      ${name}, ${bytes} bytes, sha256 ${sha256.slice(2)}`)
  return lines.join('\n')
}
