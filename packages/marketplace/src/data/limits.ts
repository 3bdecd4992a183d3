/** How much work market data may make, each with its reason. */
export const dataLimits = {
  /** Asks at one step of the walk through the book: a few milliseconds of the thread that answers searches. @test limits.test.ts */
  asksPerStep: 500,
  /** Pause between steps: a million asks are walked through in ten minutes. @test limits.test.ts */
  stepIntervalMs: 300,
  /** How often a whole round begins, where the book is small. @test limits.test.ts */
  roundIntervalMs: 10_000,
  /** How often prices are written down; the shortest interval of the history. @test limits.test.ts */
  snapshotIntervalMs: 60_000,
  /** How often scores are looked at, and how many suppliers at once. @test limits.test.ts */
  scoreIntervalMs: 5_000,
  scoresAtOnce: 500,
  /** The most intervals that one question may span. @test market-data-service.test.ts */
  historyPoints: 2_000,
  /** How many are answered where no beginning is named. @test limits.test.ts */
  historyDefaultPoints: 500,
  /** The most buyers told of one supplier. @test limits.test.ts */
  buyersShown: 100,
  /** The most suppliers of one page. @test market-data-service.test.ts */
  suppliersShown: 200,
  /** The same where no number is named. @test limits.test.ts */
  suppliersDefault: 50,
  /** How long the history by the minute and by the hour is kept; that by the day is kept for ever. @test limits.test.ts */
  keepMinutesSeconds: 2 * 86_400,
  keepHoursSeconds: 90 * 86_400,
} as const
