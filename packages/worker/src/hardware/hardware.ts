import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, statfs } from 'node:fs/promises'
import { arch, availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Gpu } from './gpu.ts'
import { nvidiaQuery, parseNvidiaSmi } from './nvidia.ts'
import { gpusOfPci, type PciDevice } from './pci.ts'

export interface Hardware {
  readonly cpu: { readonly cores: number; readonly model: string; readonly arch: string }
  readonly ramBytes: number
  /** Free now where the worker keeps its data. */
  readonly storageBytes: number
  readonly gpus: readonly Gpu[]
}

/** Where the machine is asked; tests hand in another one. */
export interface HardwareSources {
  /** A program's standard output; rejects when it is missing or fails. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>
  /** Where sysfs is mounted. */
  readonly sysPath: string
}

const thisMachine: HardwareSources = {
  run: async (program, args) => (await promisify(execFile)(program, args, { timeout: 10_000 })).stdout,
  sysPath: '/sys',
}

/** What this machine has. Inside a container or a cgroup it is what that one may use. */
export async function detectHardware(options: { dataDir: string; sources?: HardwareSources }): Promise<Hardware> {
  const { dataDir, sources = thisMachine } = options
  await mkdir(dataDir, { recursive: true })
  const disk = await statfs(dataDir)
  return {
    cpu: { cores: availableParallelism(), model: cpus()[0]?.model.trim() ?? 'unknown', arch: arch() },
    ramBytes: Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
    storageBytes: disk.bavail * disk.bsize,
    gpus: await detectGpus(sources),
  }
}

/** NVIDIA's own tool knows its cards best; all others are found on the bus. */
export async function detectGpus({ run, sysPath }: HardwareSources): Promise<Gpu[]> {
  const nvidia = parseNvidiaSmi(await run('nvidia-smi', nvidiaQuery).catch(() => ''))
  const bus = gpusOfPci(await readPciDevices(join(sysPath, 'bus/pci/devices')))
  // Without the driver a card of NVIDIA's cannot be used, so the bus alone does not count for it.
  const others = bus.filter(({ vendor }) => vendor !== 'nvidia')
  return [...nvidia, ...others].map((gpu, index) => ({ ...gpu, index }))
}

async function readPciDevices(folder: string): Promise<PciDevice[]> {
  const addresses = await readdir(folder).catch(() => [])
  const text = (address: string, name: string) =>
    readFile(join(folder, address, name), 'utf8').then(
      (content) => content.trim(),
      () => '',
    )
  return Promise.all(
    addresses.toSorted().map(async (address) => ({
      address,
      vendorId: await text(address, 'vendor'),
      deviceId: await text(address, 'device'),
      classCode: await text(address, 'class'),
      vramBytes: await text(address, 'mem_info_vram_total'),
    })),
  )
}
