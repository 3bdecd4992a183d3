import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readAskPlanFile } from '@sonm/model'
import { expect, test } from 'vitest'
import { loadPlanFile } from './plan-file.ts'

const example = fileURLToPath(new URL('../../../../examples/ask-plan.yaml', import.meta.url))

test('the example of a plan is one, also with the card that it leaves out', () => {
  expect(loadPlanFile(example).resources).toMatchObject({ cpuHundredths: 100, gpus: { ids: [] } })
  const withCard = readFileSync(example, 'utf8').replace('# gpu: {', 'gpu: {')
  expect(readAskPlanFile(withCard, 'f').resources.gpus).toEqual({ indexes: [0] })
})
