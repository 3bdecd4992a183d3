import { readNodeAccess } from '../api/node-api.ts'
import type { Home } from '../home/home.ts'
import { SONM } from '../output/print.ts'

/** What a user of a running local network can type. */
export function usageLines(home: Home): readonly string[] {
  const { url, token } = readNodeAccess(home)
  return [
    `  export SONM_HOME=${home.path}`,
    `  ${SONM} market search`,
    `  ${SONM} wallet balance`,
    '  npm run build -w @sonm/example-render',
    `  ${SONM} run -f examples/render/task.yaml`,
    `or open ${url}/#token=${token}`,
  ]
}
