import type { Measured } from '../figure.ts'
import { measureIntake } from './intake.ts'
import { measureJunk } from './junk.ts'
import { measureRestart } from './restart.ts'
import { measureSearch } from './search.ts'

export async function* measure(): AsyncIterable<Measured> {
  yield* measureIntake()
  yield* measureJunk()
  yield* measureRestart()
  yield* measureSearch()
}
