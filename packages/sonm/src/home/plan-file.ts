import { readAskPlanFile, tagToBytes32 } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'
import { readSmallFile } from './small-file.ts'

/** Reads an ask plan file. @throws FILE_UNREADABLE, SPEC_INVALID */
export function loadPlanFile(path: string): AskPlanSpec {
  const plan = readAskPlanFile(readSmallFile(path), path)
  return { ...plan, tag: tagToBytes32(plan.tag) }
}
