import { fail } from '@sonm/model'

const idPattern = /^[A-Za-z0-9_-]{1,64}$/

/** Whether it may name a task, and so a folder. */
export function isTaskId(text: string): boolean {
  return idPattern.test(text)
}

/** @throws INPUT_INVALID */
export function checkTaskId(text: string): void {
  if (!isTaskId(text)) throw fail('INPUT_INVALID', { field: 'taskId', reason: 'not 1 to 64 letters, digits, _ or -' })
}
