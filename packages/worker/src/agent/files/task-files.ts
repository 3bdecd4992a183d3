import type { Hex, InputFile, OutputFile } from '@sonm/model'

/** The folders that a task's executor is handed. */
export interface TaskFolders {
  readonly inputsDir: string
  readonly outputsDir: string
}

/** A worker's disk, as far as the agent touches it: contents fetched from the hub, and the folders of tasks. */
export interface TaskFiles {
  /** How many bytes of a content are here; the next piece starts there. */
  storedBytes(sha256: Hex): Promise<number>
  /** Whether all of it is here, and has its hash. */
  has(sha256: Hex): Promise<boolean>
  /**
   * Adds the piece that starts where `storedBytes` says.
   * @returns whether the content is complete and checked
   * @throws BLOB_CORRUPT when the pieces do not have the hash; they are dropped
   */
  append(sha256: Hex, totalBytes: number, data: Uint8Array): Promise<boolean>
  /** Where a complete content lies. */
  pathOf(sha256: Hex): string
  /** Makes the folders of a task and puts its inputs, which are here already, in place. May be repeated. */
  prepare(taskId: string, inputs: readonly InputFile[]): Promise<TaskFolders>
  /** The wanted files that the task left, with their hashes; those that it did not leave are left out. */
  outputs(taskId: string, names: readonly string[]): Promise<readonly OutputFile[]>
  readOutput(taskId: string, name: string, offset: number, maxBytes: number): Promise<Uint8Array>
  /** Removes the folders of a task, and of every content that is not in `stillNeeded`. */
  remove(taskId: string): Promise<void>
  /** Removes every content that is not named. */
  keepOnly(needed: ReadonlySet<Hex>): Promise<void>
  /** Tasks that have folders. */
  taskIds(): Promise<readonly string[]>
}
