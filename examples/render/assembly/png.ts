// PNG files of 8-bit RGB (ISO/IEC 15948).
import { ByteSink, deflate } from './deflate'

const FILTERS: i32 = 5
const BYTES_PER_PIXEL: i32 = 3

/** The PNG file of `width` x `height` pixels given as RGB triples, row by row. */
export function encodePng(rgb: StaticArray<u8>, width: i32, height: i32): ByteSink {
  const png = new ByteSink()
  png.uint32(0x89504e47)
  png.uint32(0x0d0a1a0a)

  const header = new ByteSink()
  header.uint32(width)
  header.uint32(height)
  header.byte(8)
  header.byte(2)
  for (let i = 0; i < 3; i++) header.byte(0)
  chunk(png, 0x49484452, header)

  const filtered = filterRows(rgb, width, height)
  const body = new ByteSink()
  deflate(filtered, filtered.length, body)
  chunk(png, 0x49444154, body)
  chunk(png, 0x49454e44, new ByteSink())
  return png
}

function chunk(png: ByteSink, type: u32, body: ByteSink): void {
  png.uint32(body.length)
  const from = png.length
  png.uint32(type)
  for (let i = 0; i < body.length; i++) png.byte(<i32>unchecked(body.bytes[i]))
  png.uint32(crc32(png.bytes, from, png.length))
}

/** Each row by the filter whose differences are smallest in sum, as the standard advises. */
function filterRows(rgb: StaticArray<u8>, width: i32, height: i32): StaticArray<u8> {
  const stride = width * BYTES_PER_PIXEL
  const result = new StaticArray<u8>((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    let best = 0
    let bestSum = i32.MAX_VALUE
    for (let filter = 0; filter < FILTERS; filter++) {
      let sum = 0
      for (let i = 0; i < stride; i++) sum += abs(<i32>(<i8>filteredByte(rgb, y, i, stride, filter)))
      if (sum < bestSum) {
        bestSum = sum
        best = filter
      }
    }
    const to = y * (stride + 1)
    result[to] = <u8>best
    for (let i = 0; i < stride; i++) unchecked((result[to + 1 + i] = <u8>filteredByte(rgb, y, i, stride, best)))
  }
  return result
}

function filteredByte(rgb: StaticArray<u8>, y: i32, i: i32, stride: i32, filter: i32): i32 {
  const at = y * stride + i
  const value = <i32>unchecked(rgb[at])
  const left = i >= BYTES_PER_PIXEL ? <i32>unchecked(rgb[at - BYTES_PER_PIXEL]) : 0
  const up = y > 0 ? <i32>unchecked(rgb[at - stride]) : 0
  if (filter === 0) return value
  if (filter === 1) return value - left
  if (filter === 2) return value - up
  if (filter === 3) return value - ((left + up) >> 1)
  const corner = i >= BYTES_PER_PIXEL && y > 0 ? <i32>unchecked(rgb[at - stride - BYTES_PER_PIXEL]) : 0
  const byLeft = abs(up - corner)
  const byUp = abs(left - corner)
  const byCorner = abs(left + up - 2 * corner)
  return value - (byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner)
}

const crcTable = new StaticArray<u32>(256)

function crc32(bytes: StaticArray<u8>, from: i32, to: i32): u32 {
  if (crcTable[1] === 0) {
    for (let i = 0; i < 256; i++) {
      let c: u32 = i
      for (let k = 0; k < 8; k++) c = (c & 1) !== 0 ? 0xedb88320 ^ (c >> 1) : c >> 1
      crcTable[i] = c
    }
  }
  let crc: u32 = 0xffffffff
  for (let i = from; i < to; i++) crc = unchecked(crcTable[(crc ^ unchecked(bytes[i])) & 255]) ^ (crc >> 8)
  return ~crc
}
