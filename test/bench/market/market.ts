import type { Measured } from '../figure.ts'
import { measureIntake } from './intake.ts'
import { measureSearch } from './search.ts'

export async function* measure(): AsyncIterable<Measured> {
  yield* measureIntake()
  yield* measureSearch()
}
