import { formatPricePerHour, formatSize } from '@sonm/model'
import { denominationFromMessage, type Plan, type PlanSpec } from '@sonm/protocol'

export function priceText({ pricePerSecond, denomination }: PlanSpec): string {
  return formatPricePerHour(BigInt(pricePerSecond), denominationFromMessage(denomination))
}

/** Names what a plan sells, so that nobody takes away another one than he means. */
export function removalQuestion({ planId, spec, dealId }: Plan): string {
  if (!spec) return `Remove plan ${planId}?`
  const { cpuHundredths, ramBytes, storageBytes, gpuIds, gpuIndexes, allGpus } = spec
  const cards = gpuIds.length + gpuIndexes.length
  const cores = cpuHundredths === undefined ? 'all' : cpuHundredths / 100
  const size = (bytes: bigint | undefined) => (bytes === undefined ? 'all' : formatSize(Number(bytes)))
  const parts = [
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    `${size(ramBytes)} of memory`,
    `${size(storageBytes)} of disk`,
    ...(allGpus ? ['all GPUs'] : cards > 0 ? [`${cards} ${cards === 1 ? 'GPU' : 'GPUs'}`] : []),
  ]
  const deal = dealId === undefined ? '' : ` Its deal ${dealId} goes on.`
  return `Remove plan ${planId}, which sells ${parts.join(', ')} for ${priceText(spec)}?${deal}`
}
