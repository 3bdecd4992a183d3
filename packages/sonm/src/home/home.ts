import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { codedFailure, messageOf } from '@sonm/common'
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
      makePrivateFolder(folder)
      return folder
    },
  }
}

/** Makes a folder that its owner alone may read. @throws FILE_UNWRITABLE, DISK_FULL */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const known = codedFailure(cause)
    throw known === cause ? fail('FILE_UNWRITABLE', { path: folder, reason: messageOf(cause) }, { cause }) : known
  }
}
