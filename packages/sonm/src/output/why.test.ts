import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { ExplainResponseSchema } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { explanationText } from './why.ts'

const reasons = (init: MessageInitShape<typeof ExplainResponseSchema>) => create(ExplainResponseSchema, init)
const lastLine = (text: string) => text.split('\n').at(-1)

describe('why nothing fits', () => {
  const rejections = [
    { requirement: 'ram>=64GiB', count: 3 },
    { requirement: 'identity-of-buyer', count: 9 },
  ]

  it('tells what each requirement turns away, the smallest change, and the search that would find something', () => {
    const relax = [{ from: 'ram>=64GiB', to: 'ram>=18.83GiB' }]
    const text = explanationText(reasons({ rejections, suggestions: [{ relax, offers: 1 }] }), 'ram>=64GiB cores>=2')
    expect(text.split('\n')).toEqual([
      'No offer fits. Turned away are',
      '  3 for ram>=64GiB',
      '  9 for the identity that the supplier asks of you',
      'The smallest changes after which something fits:',
      '  ram>=18.83GiB instead of ram>=64GiB: 1 offer',
      "Try:  sonm market search 'ram>=18.83GiB cores>=2'",
    ])
  })

  it('says where no single change would do', () => {
    const relax = [
      { from: 'ram>=64GiB', to: 'ram>=2GiB' },
      { from: 'cores>=8', to: 'cores>=2' },
    ]
    const asked = 'ram>=64GiB cores>=8'
    const two = explanationText(reasons({ rejections, suggestions: [{ relax, offers: 2 }] }), asked)
    expect(two).toContain('No single change would do.')
    const more = [...relax, { from: 'price<1SNM/h', to: '' }, { from: 'arch=arm64', to: '' }]
    const nearest = reasons({ rejections, suggestions: [{ relax: more, offers: 1 }] })
    const four = explanationText(nearest, `${asked} price<1SNM/h arch=arm64`)
    expect(four).toContain('No change of up to three of them would do. The nearest offer wants all of these:')
    expect(lastLine(four)).toBe("Try:  sonm market search 'ram>=2GiB cores>=2'")
  })

  it('says with what to begin where nothing was found that would do', () => {
    const text = explanationText(reasons({ rejections }), 'ram>=64GiB')
    expect(text).toContain('9 are turned away for the identity that the supplier asks of you: begin with that')
  })

  it('lifts a default in the words of the language, and says that conditions contradict each other', () => {
    const relax = [{ from: 'reliability>=0.8', to: '' }]
    const text = explanationText(reasons({ rejections, suggestions: [{ relax, offers: 1 }] }), 'cores>=2')
    expect(lastLine(text)).toBe("Try:  sonm market search 'cores>=2 reliability=any'")
    const contrary = explanationText(reasons({ rejections }), 'ram>=64GiB ram<32GiB')
    expect(contrary).toContain('ram>=64GiB and ram<32GiB contradict each other')
  })

  it('says how to see what fits, and that nothing is for sale', () => {
    expect(explanationText(reasons({ fitting: 1 }), "gpu.model='x y'")).toMatch(
      /^1 offer fits:\n {2}sonm market search '/,
    )
    expect(explanationText(reasons({ fitting: 2 }), '')).toBe('2 offers fit:\n  sonm market search')
    expect(explanationText(reasons({}), '')).toMatch(/what there was may be rented/)
  })
})
