import { readNodeAccess } from '../api/node-api.ts'
import type { Home } from '../home/home.ts'

/** The program as the user called it, so that what is printed can be pasted. */
export const SONM = process.env.SONM_COMMAND ?? 'sonm'

/** What a user of a running local network can type. */
export function usageLines(home: Home): readonly string[] {
  const { url, token } = readNodeAccess(home)
  return [
    `  export SONM_HOME=${home.path}`,
    `  ${SONM} market search`,
    `  ${SONM} wallet balance`,
    `  ${SONM} run -f examples/render/task.yaml`,
    `or open ${url}/#token=${token}`,
  ]
}
