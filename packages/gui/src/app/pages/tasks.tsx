import { TaskPhaseMessage as Phase, type TaskStatus } from '@sonm/protocol'
import { useState } from 'react'
import type { Api } from '../api.ts'
import { duration, shortAddress } from '../format.ts'
import { Confirm } from '../parts/confirm.tsx'
import { NextStep } from '../parts/next-step.tsx'
import { Badge, Empty, Loading, Moment, Table } from '../parts/parts.tsx'
import { ProblemBox, Remark } from '../parts/problem.tsx'
import { useLive } from '../use-live.ts'
import { TaskLogs } from './task-logs.tsx'

/** The tasks of this account's deals: how far they are, what they say, and stopping them. */
export function Tasks({ api }: { api: Api }) {
  const [stopping, setStopping] = useState<TaskStatus>()
  const [reading, setReading] = useState<TaskStatus>()
  const listed = useLive(async () => {
    const answer = await api.tasks.listTasks({})
    // What a task could run on is asked for only where there is none.
    const { deals } = answer.tasks.length === 0 ? await api.deals.listDeals({}) : { deals: [] }
    return { ...answer, deals }
  })
  const tasks = listed.value?.tasks

  return (
    <>
      <h1>Tasks</h1>
      <ProblemBox problem={listed.problem} />
      {!tasks && !listed.problem && <Loading>Asking the node…</Loading>}
      {listed.value?.unreachableHubs.map(({ hub, reason }) => (
        <div className="warning" role="status" key={hub}>
          The supplier {shortAddress(hub)} does not answer; its tasks are shown as last known.
          <Remark text={`${reason}.`} />
        </div>
      ))}
      {listed.value && <NextStep deals={listed.value.deals} />}
      {tasks?.length === 0 && (
        <Empty>
          No tasks{listed.value?.deals.length === 0 && ', and no machine to run one on'}.{' '}
          <code>sonm run -f task.yaml</code> rents a machine for a task, runs it, and closes the deal.
        </Empty>
      )}
      {tasks && tasks.length > 0 && (
        <Table
          label="Tasks"
          rows={tasks}
          keyOf={idOf}
          columns={[
            { name: 'Task', cell: (task) => <TaskName task={task} /> },
            { name: 'State', cell: (task) => <TaskState task={task} /> },
            { name: 'Progress', cell: (task) => <TaskProgress task={task} /> },
            { name: 'Deal', cell: (task) => String(task.dealId) },
            { name: 'Runs as', cell: (task) => task.executor },
            { name: 'Began', cell: (task) => <Moment ms={Number(task.createdAtMs)} /> },
            { name: 'Took', numeric: true, cell: tookText },
            {
              name: '',
              cell: (task) => (
                <div className="actions">
                  <button type="button" onClick={() => setReading(task)}>
                    Logs
                  </button>
                  {task.observation?.phase !== Phase.ENDED && (
                    <button type="button" className="danger" onClick={() => setStopping(task)}>
                      Stop
                    </button>
                  )}
                </div>
              ),
            },
          ]}
        />
      )}
      {reading && <TaskLogs api={api} taskId={idOf(reading)} onClose={() => setReading(undefined)} />}
      {stopping && (
        <Confirm
          title="Stop this task?"
          action="Stop the task"
          busyAction="Stopping…"
          danger
          onClose={() => setStopping(undefined)}
          run={async () => {
            await api.tasks.stopTask({ taskId: idOf(stopping) })
            setStopping(undefined)
            listed.refresh()
          }}
        >
          <p>
            Task <code>{idOf(stopping)}</code> ends now; what it has not written to its outputs is lost. The deal stays
            open, and is paid for, until you close it.
          </p>
        </Confirm>
      )}
    </>
  )
}

function idOf(task: TaskStatus): string {
  return task.observation?.taskId ?? ''
}

function tookText({ observation }: TaskStatus): string {
  const { startedAtMs, endedAtMs } = observation ?? {}
  if (startedAtMs === undefined || endedAtMs === undefined) return ''
  const seconds = Math.round(Number(endedAtMs - startedAtMs) / 1000)
  return seconds > 0 ? duration(BigInt(seconds)) : 'under 1s'
}

function TaskName({ task }: { task: TaskStatus }) {
  const id = idOf(task)
  return (
    <span title={id}>
      {task.tag && <strong>{task.tag} </strong>}
      <code>{id.slice(0, 8)}</code>
    </span>
  )
}

function TaskState({ task }: { task: TaskStatus }) {
  const { phase, end } = task.observation ?? {}
  if (phase === Phase.RUNNING) return <Badge tone="busy">running</Badge>
  if (phase === Phase.PREPARING) return <Badge tone="busy">preparing</Badge>
  if (phase !== Phase.ENDED) return <Badge tone="plain">waiting</Badge>
  if (end?.reason === 'exited') {
    return end.exitCode === 0 ? <Badge tone="good">done</Badge> : <Badge tone="bad">exit code {end.exitCode}</Badge>
  }
  // These two the buyer has wanted himself.
  if (end?.reason === 'stopped') return <Badge tone="plain">stopped</Badge>
  if (end?.reason === 'deal-closed') return <Badge tone="plain">deal closed</Badge>
  return (
    <div className="reason">
      <Badge tone="bad">{(end?.reason ?? 'ended').replaceAll('-', ' ')}</Badge>
      <Remark text={end?.message ?? ''} />
    </div>
  )
}

function TaskProgress({ task }: { task: TaskStatus }) {
  const { phase, progress, activity } = task.observation ?? {}
  if (phase !== Phase.RUNNING && phase !== Phase.PREPARING) return null
  const percent = progress === undefined ? undefined : Math.round(progress * 100)
  // A service runs and has no end to come nearer to.
  if (phase === Phase.RUNNING && percent === undefined) return activity ? <small>{activity}</small> : null
  return (
    <div className="progress">
      {/* Without a value the browser shows that something goes on, and not how far it is. */}
      <progress max={100} {...(percent === undefined ? {} : { value: percent })} aria-label="Progress" />
      <small>{[percent === undefined ? '' : `${percent} %`, activity].filter((text) => text !== '').join(', ')}</small>
    </div>
  )
}
