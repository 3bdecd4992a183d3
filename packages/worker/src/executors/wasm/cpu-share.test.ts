import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { readFromPs } from './cpu-share.ts'

const shell = (script: string) => execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })

test.each([
  ['  0:00.07', 7],
  ['1:02.50', 6250],
  [' 100:08.09', 600_809],
])('ps says %j of a process', (text, hundredths) => {
  expect(shell(`${readFromPs}\nps() { echo '${text}'; }\nnow=3; pause=5; child=1; look; echo $cpu $now`)).toBe(
    `${hundredths} 8\n`,
  )
})
