import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freshPart, type LogPiece } from './logs.ts'

const text = Buffer.from('the quick brown fox jumps over the lazy dog, again and again')

function pieceAt(offset: number, length: number): LogPiece {
  return { offset, stream: 'stdout', atMs: 0, data: text.subarray(offset, offset + length) }
}

test('whatever pieces come twice, late or beyond a gap, what is kept is the beginning of the log without a hole', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(text.length), fc.nat(20)), { maxLength: 40 }), (pieces) => {
      let kept = Buffer.alloc(0)
      for (const [offset, length] of pieces) {
        const fresh = freshPart(pieceAt(offset, length), kept.length)
        if (fresh) expect(fresh.offset).toBe(kept.length)
        if (fresh) kept = Buffer.concat([kept, fresh.data])
      }
      expect(kept.toString()).toBe(text.subarray(0, kept.length).toString())
    }),
  )
})

test('a reader who begins in the middle of a piece gets its rest', () => {
  expect(Buffer.from(freshPart(pieceAt(4, 5), 6, 'gaps allowed')!.data).toString()).toBe('ick')
  expect(freshPart(pieceAt(4, 5), 9, 'gaps allowed')).toBeUndefined()
})
