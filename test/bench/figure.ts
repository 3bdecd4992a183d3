import { systemClock } from '@sonm/common'
import type { FigureName } from './names.ts'

/** One measured figure: what `npm run bench` prints, one JSON object a line. */
export interface Figure {
  readonly name: FigureName
  readonly value: number
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** How many measurements stand behind the value. */
  readonly n: number
  readonly peer?: string
  readonly peerValue?: number
  /** How many times better than the peer: above 1 is better, whatever the unit. */
  readonly ratio?: number
}

/** A figure that this machine cannot give, and why. */
export interface LeftOut {
  readonly name: FigureName
  readonly leftOut: string
}

export type Measured = Figure | LeftOut

/** A figure beside its peer, both measured in the same run. */
export function beside(figure: Omit<Figure, 'peer' | 'peerValue' | 'ratio'>, peer: string, peerValue: number): Figure {
  const ratio = figure.better === 'higher' ? figure.value / peerValue : peerValue / figure.value
  return { ...figure, value: round(figure.value), peer, peerValue: round(peerValue), ratio: round(ratio) }
}

export function alone(figure: Omit<Figure, 'peer' | 'peerValue' | 'ratio'>): Figure {
  return { ...figure, value: round(figure.value) }
}

/** Three significant digits: the machines are noisier than that. */
function round(value: number): number {
  return Number(value.toPrecision(3))
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!
}

/** Calls for a second or so; the median rate of several slices, which a hiccup of the machine does not move. */
export async function ratePerSecond(
  slices: number,
  callsPerSlice: number,
  call: () => Promise<unknown> | unknown,
): Promise<number> {
  const rates: number[] = []
  for (let slice = 0; slice < slices; slice++) {
    const startMs = systemClock.monotonicMs()
    for (let at = 0; at < callsPerSlice; at++) await call()
    rates.push((callsPerSlice * 1000) / (systemClock.monotonicMs() - startMs))
  }
  return median(rates)
}

/** Measures ours and the peer in turns, so that both meet the same moods of the machine. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<{ ours: number; peer: number }> {
  const mine: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    mine.push(await ours())
    theirs.push(await peer())
  }
  return { ours: median(mine), peer: median(theirs) }
}
