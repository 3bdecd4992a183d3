import { isIP } from 'node:net'
import { fail } from '@sonm/model'

/** The country of an address, by its two letters; undefined: the table does not say. */
export type CountryOf = (ip: string) => string | undefined

interface Range {
  readonly first: bigint
  readonly last: bigint
  readonly country: string
}

/** IPv4 stands among IPv6, where IPv6 itself maps it. */
const V4_IN_V6 = 0xffffn << 32n
const V4_LIMIT = 2n ** 32n

/**
 * Reads a table of networks and countries as they are commonly published: a line `first,last,CC` for each range, the addresses dotted, with
 * colons, or (IPv4) as a number; in quotes or not; more columns are ignored.
 * @throws INPUT_INVALID naming the line
 */
export function readIpCountries(content: string, file: string): CountryOf {
  const ranges: Range[] = []
  content.split(/\r?\n/).forEach((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return
    const [from = '', to = '', country = ''] = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const [first, last] = [numberOf(from), numberOf(to)]
    const code = country.toUpperCase()
    if (first === undefined || last === undefined || first > last || !/^([A-Z]{2}|-)$/.test(code)) {
      throw fail('INPUT_INVALID', { field: `${file}:${at + 1}`, reason: 'it is not first,last,CC' })
    }
    // Both stand for: nobody knows.
    if (code !== '-' && code !== 'ZZ') ranges.push({ first, last, country: code })
  })
  ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  return (ip) => {
    const value = numberOf(ip)
    if (value === undefined) return undefined
    const range = lastNotAfter(ranges, value)
    return range !== undefined && value <= range.last ? range.country : undefined
  }
}

function lastNotAfter(ranges: readonly Range[], value: bigint): Range | undefined {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.first <= value) low = middle + 1
    else high = middle
  }
  return ranges[low - 1]
}

/** As a number of 128 bits; undefined: it is no address. */
function numberOf(text: string): bigint | undefined {
  if (/^[0-9]{1,10}$/.test(text)) return BigInt(text) < V4_LIMIT ? V4_IN_V6 + BigInt(text) : undefined
  if (isIP(text) === 4) return V4_IN_V6 + v4(text)
  return isIP(text) === 6 ? v6(text) : undefined
}

function v4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
}

function v6(text: string): bigint {
  const [address = ''] = text.split('%')
  const dotted = /[0-9]+(?:\.[0-9]+){3}$/.exec(address)?.[0]
  const low = dotted === undefined ? 0n : v4(dotted)
  const groups =
    dotted === undefined
      ? address
      : `${address.slice(0, -dotted.length)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`
  const [head = '', tail = ''] = groups.split('::')
  const parts = (side: string) => (side === '' ? [] : side.split(':'))
  const [left, right] = [parts(head), parts(tail)]
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}
