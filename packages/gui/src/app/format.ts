import { type Address, checksumAddress, formatAmount, formatDurationMs } from '@sonm/model'

/** An amount of SNM from its wire form. */
export function snm(wei: string): string {
  return grouped(formatAmount(BigInt(wei || '0')))
}

/** Thousands apart: 12 345.678 */
export function grouped(number: string): string {
  return number.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, '\u202f'))
}

/** Ether is counted in the same decimals. */
export function ether(wei: string): string {
  return snm(wei).replace(/SNM$/, 'ETH')
}

export function fullAddress(address: string): string {
  return checksumAddress(address as Address)
}

/** Enough of an address to tell it from others on one screen. */
export function shortAddress(address: string): string {
  const full = fullAddress(address)
  return `${full.slice(0, 8)}…${full.slice(-4)}`
}

/** In whole seconds: 1h 4m 5s */
export function duration(seconds: bigint): string {
  return formatDurationMs(Number(seconds) * 1000).replace(/([a-z])(?=\d)/g, '$1 ')
}

export function moment(ms: number): string {
  return new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}
