import { readFileSync } from 'node:fs'
import { messageOf } from '@sonm/common'
import { fail, readAskPlanFile, tagToBytes32 } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'

/** Reads an ask plan file. @throws FILE_UNREADABLE, SPEC_INVALID */
export function loadPlanFile(path: string): AskPlanSpec {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw fail('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
  }
  const plan = readAskPlanFile(text, path)
  return { ...plan, tag: tagToBytes32(plan.tag) }
}
