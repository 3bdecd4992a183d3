import { formatSize, type Resources } from '@sonm/model'

/** A slice as the fields of a log line. */
export function sliceText({ cpuHundredths, ramBytes, storageBytes, gpuIds }: Resources) {
  return {
    cores: cpuHundredths / 100,
    memory: formatSize(ramBytes),
    disk: formatSize(storageBytes),
    ...(gpuIds.length > 0 ? { gpus: gpuIds.length } : {}),
  }
}
