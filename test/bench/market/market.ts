import type { Measured } from '../figure.ts'
import { measureIntake } from './intake.ts'
import { measureJunk } from './junk.ts'
import { measureRestart } from './restart.ts'

export async function* measure(): AsyncIterable<Measured> {
  yield* measureIntake()
  yield* measureJunk()
  yield* measureRestart()
}
