import type { Gpu } from './gpu.ts'

/** One device as sysfs shows it; what is missing is an empty text. */
export interface PciDevice {
  readonly address: string
  readonly vendorId: string
  readonly deviceId: string
  readonly classCode: string
  /** Told by AMD's driver alone. */
  readonly vramBytes: string
}

const vendors: Readonly<Record<string, Gpu['vendor']>> = { '0x10de': 'nvidia', '0x1002': 'amd', '0x8086': 'intel' }
const vendorNames = { nvidia: 'NVIDIA', amd: 'AMD Radeon', intel: 'Intel' } as const

/** The graphics cards among the devices of the bus: VGA, 3D and other display controllers of the vendors that we know. */
export function gpusOfPci(devices: readonly PciDevice[]): Gpu[] {
  return devices
    .filter(({ classCode }) => /^0x03(00|02|80)/.test(classCode))
    .flatMap(({ vendorId, deviceId, vramBytes, address }): Omit<Gpu, 'index'>[] => {
      const vendor = vendors[vendorId]
      if (vendor === undefined) return []
      const model = `${vendorNames[vendor]} [${vendorId.slice(2)}:${deviceId.slice(2)}]`
      return [{ vendor, model, memoryBytes: Number(vramBytes) || 0, id: `pci-${address}` }]
    })
    .map((gpu, index) => ({ ...gpu, index }))
}
