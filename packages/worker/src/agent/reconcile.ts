/** What the hub wants of a task, as far as it decides what to do. */
export interface Wanted {
  readonly taskId: string
  readonly run: boolean
}

/** What this worker has of a task. */
export interface Kept {
  readonly taskId: string
  /** It has ended and all of it is at the hub; only the hub's confirmation is missing. */
  readonly done: boolean
  /** It has been asked to end. */
  readonly stopping: boolean
}

export type Action =
  /** New: run it. */
  | { readonly kind: 'accept'; readonly taskId: string }
  /** Stopped before this worker heard of it: tell that it has ended. */
  | { readonly kind: 'decline'; readonly taskId: string }
  | { readonly kind: 'stop'; readonly taskId: string }
  /** The hub has its end, or never meant this worker: remove all of it, running or not. */
  | { readonly kind: 'forget'; readonly taskId: string }

/** What must be done so that this worker has what its hub wants and nothing else; a task that goes on as it should asks for nothing. */
export function reconcile(wanted: readonly Wanted[], kept: readonly Kept[]): readonly Action[] {
  const known = new Map(kept.map((task) => [task.taskId, task]))
  const named = new Set(wanted.map(({ taskId }) => taskId))
  const actions: Action[] = []
  for (const { taskId } of kept) if (!named.has(taskId)) actions.push({ kind: 'forget', taskId })
  for (const { taskId, run } of wanted) {
    const task = known.get(taskId)
    if (!task) actions.push({ kind: run ? 'accept' : 'decline', taskId })
    else if (!run && !task.done && !task.stopping) actions.push({ kind: 'stop', taskId })
  }
  return actions
}
