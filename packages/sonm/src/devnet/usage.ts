import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readNodeAccess } from '../api/node-api.ts'
import type { Home } from '../home/home.ts'
import { SONM } from '../output/print.ts'

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url))

/** What a user of a running local network can type, in the folder where the program was called. */
export function usageLines(home: Home): readonly string[] {
  const { url, token } = readNodeAccess(home)
  const repository = relative(process.cwd(), REPOSITORY)
  return [
    `  export SONM_HOME=${home.path}`,
    `  ${SONM} market search`,
    `  ${SONM} wallet balance`,
    `  npm ${repository && `--prefix ${repository} `}run build -w @sonm/example-render`,
    `  ${SONM} run -f ${join(repository, 'examples/render/task.yaml')}`,
    `or open ${url}/#token=${token}`,
  ]
}
