import type { Gpu } from './gpu.ts'

export const nvidiaQuery = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'] as const

/** @param text what `nvidia-smi` prints for `nvidiaQuery`: a line for each card, its memory in MiB */
export function parseNvidiaSmi(text: string): Gpu[] {
  return text.split('\n').flatMap((line): Gpu[] => {
    const match = /^\s*(\d+),\s*(GPU-[0-9a-f-]+),\s*(.+?),\s*(\d+|\[N\/A\])\s*$/.exec(line)
    if (match === null) return []
    const [, index, id = '', model = '', mebibytes] = match
    // Cards that share their memory with the processor report none of their own.
    const memoryBytes = mebibytes === '[N/A]' ? 0 : Number(mebibytes) * 2 ** 20
    return [{ vendor: 'nvidia', model, memoryBytes, index: Number(index), id }]
  })
}
