import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashFile, type PreparedTask } from '@sonm/sonm'
import { ROOT } from './program.ts'

/** The renderer of examples/render on its scene, changed; the scene is written into `folder`. */
export async function changedRender(
  render: PreparedTask,
  folder: string,
  tag: string,
  change: Record<string, unknown>,
): Promise<PreparedTask> {
  const scene = JSON.parse(readFileSync(join(ROOT, 'examples/render/scenes/market.json'), 'utf8'))
  const path = join(folder, `${tag}.json`)
  writeFileSync(path, JSON.stringify({ ...scene, ...change }))
  const { sha256, bytes } = await hashFile(path)
  return {
    spec: { ...render.spec, tag, inputs: [{ name: 'scene.json', sha256, bytes }] },
    files: [render.files[0]!, { path, sha256, bytes }],
  }
}
