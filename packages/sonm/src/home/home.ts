import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fail } from '@sonm/model'

/** Everything that this machine keeps: network.json, and one folder for each role with its key, config and data. */
export interface Home {
  readonly path: string
  readonly networkFile: string
  /** Which node of this home the commands talk to: the folder's name. */
  readonly nodeName: string
  /** The folder of a role; made private (0700) on first use. */
  roleFolder(name: string): string
}

/** @param nodeName one home may hold a buyer's and a supplier's node */
export function openHome(path?: string, nodeName = process.env.SONM_NODE ?? 'node'): Home {
  const root = resolve(path ?? process.env.SONM_HOME ?? join(homedir(), '.sonm'))
  return {
    path: root,
    networkFile: join(root, 'network.json'),
    nodeName,
    roleFolder(name) {
      if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name)) {
        throw fail('INPUT_INVALID', { field: 'name', reason: `'${name}' must be letters, digits, - and _` })
      }
      const folder = join(root, name)
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      return folder
    },
  }
}
