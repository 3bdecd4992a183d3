import { type CodedError, VirtualClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { describe, expect, it } from 'vitest'
import { patiently } from './patience.ts'

const silent = () => fail('HUB_UNREACHABLE', { dealId: '1', hub: '0x1', reason: 'nothing listens there' })

function waiting(attempt: (heard: () => void) => Promise<string>) {
  const clock = new VirtualClock()
  const control = new AbortController()
  const silences: CodedError[] = []
  const { signal } = control
  const onSilence = (error: CodedError) => void silences.push(error)
  const result = patiently({ clock, patienceMs: 10_000, signal, onSilence }, attempt)
  result.catch(() => {})
  return { clock, control, silences, result }
}

describe('patience with a silent hub', () => {
  it('takes what comes after a silence, and tells of it once', async () => {
    let calls = 0
    const { clock, silences, result } = waiting(async () => {
      if (++calls < 5) throw silent()
      return 'there again'
    })
    await clock.advance(9_000)
    expect(await result).toBe('there again')
    expect(silences).toHaveLength(1)
  })

  it('ends when the silence has lasted too long', async () => {
    const { clock, result } = waiting(async () => {
      throw silent()
    })
    await clock.advance(11_000)
    await expect(result).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' })
  })

  it('begins anew with each silence', async () => {
    let calls = 0
    const { clock, silences, result } = waiting(async (heard) => {
      if (calls++ % 10 === 0) heard()
      if (calls > 60) return 'there still'
      throw silent()
    })
    await clock.advance(60_000)
    expect(await result).toBe('there still')
    expect(silences.length).toBeGreaterThan(1)
  })

  it('has none for what does not pass', async () => {
    const { silences, result } = waiting(async () => {
      throw fail('TASK_NOT_FOUND', { taskId: 'a' })
    })
    await expect(result).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
    expect(silences).toEqual([])
  })

  it('ends at once when the user interrupts', async () => {
    const { clock, control, result } = waiting(async () => {
      throw silent()
    })
    await clock.advance(600)
    control.abort(fail('INTERRUPTED', {}))
    await expect(result).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })
})
