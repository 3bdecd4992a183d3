/** What a worker's agent may be told; each has a default. */
export interface AgentOptions {
  /** How long a task may take to end when it is asked to, before it is killed. */
  readonly stopGraceMs: number
  /** How often the use of memory and processor time of running tasks is looked at. */
  readonly usageIntervalMs: number
  /** A fetched content that no task has needed for so long, at least, is removed. */
  readonly tidyIntervalMs: number
  /** The least pause between two reports. */
  readonly reportPauseMs: number
  /** The pause after a failure that may pass: the first, and the longest. */
  readonly retryFirstMs: number
  readonly retryLongestMs: number
  /** How many bytes of inputs are fetched, and of outputs sent, in one call. */
  readonly pieceBytes: number
}

export const defaultAgentOptions: AgentOptions = {
  stopGraceMs: 10_000,
  usageIntervalMs: 10_000,
  tidyIntervalMs: 600_000,
  reportPauseMs: 100,
  retryFirstMs: 500,
  retryLongestMs: 10_000,
  pieceBytes: 1024 * 1024,
}
