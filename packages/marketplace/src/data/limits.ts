/** How much work market data may make, each with its reason. */
export const dataLimits = {
  /** Asks at one step of the walk through the book: a few milliseconds of the thread that answers searches. */
  asksPerStep: 500,
  /** Pause between steps: a million asks are walked through in ten minutes. */
  stepIntervalMs: 300,
  /** How often a whole round begins, where the book is small. */
  roundIntervalMs: 10_000,
  /** How often prices are written down; the shortest interval of the history. */
  snapshotIntervalMs: 60_000,
  /** How often scores are looked at, and how many suppliers at once. */
  scoreIntervalMs: 5_000,
  scoresAtOnce: 500,
  /** The most intervals that one question may span. */
  historyPoints: 2_000,
  /** How many are answered where no beginning is named. */
  historyDefaultPoints: 500,
  /** The most buyers told of one supplier, and suppliers of one page. */
  buyersShown: 100,
  suppliersShown: 200,
  suppliersDefault: 50,
  /** How long the history by the minute and by the hour is kept; that by the day is kept for ever. */
  keepMinutesSeconds: 2 * 86_400,
  keepHoursSeconds: 90 * 86_400,
} as const
