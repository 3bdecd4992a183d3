import type { Measured } from '../figure.ts'
import { measureIntake } from './intake.ts'

export async function* measure(): AsyncIterable<Measured> {
  yield* measureIntake()
}
