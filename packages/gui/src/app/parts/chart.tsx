import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import Plot from 'uplot'
import { readingAt, type Series } from '../price-view.ts'

const HEIGHT = 220
const DAY = 86_400
/** How far ticks may be apart, in seconds; never closer than the figures. */
const TICKS = [60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY]

/** The time of day; at midnight, and where days are shown, the date. */
function tickText(seconds: number, intervalSeconds: number): string {
  const time = new Date(seconds * 1000)
  if (intervalSeconds >= DAY || time.getHours() + time.getMinutes() === 0)
    return time.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })
  return time.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hour12: false })
}

/** When the interval began. */
function momentText(seconds: number, intervalSeconds: number): string {
  const format =
    intervalSeconds >= DAY ? ({ dateStyle: 'medium' } as const) : ({ dateStyle: 'medium', timeStyle: 'short' } as const)
  return new Date(seconds * 1000).toLocaleString(undefined, format)
}

const DARK = matchMedia('(prefers-color-scheme: dark)')

function watchDark(changed: () => void) {
  DARK.addEventListener('change', changed)
  return () => DARK.removeEventListener('change', changed)
}

/** Figures over time, one at least, and below them those of the moment that is pointed at, else the latest. Whoever cannot see it has the table beside it. */
export function Chart(props: {
  label: string
  times: readonly number[]
  intervalSeconds: number
  series: readonly Series[]
}) {
  const element = useRef<HTMLDivElement>(null)
  const { label, times, intervalSeconds, series } = props
  const [pointedAt, setPointedAt] = useState<number>()
  const isDark = useSyncExternalStore(watchDark, () => DARK.matches)
  useEffect(() => {
    const box = element.current
    if (!box) return
    const style = getComputedStyle(box)
    const color = (name: string) => style.getPropertyValue(name)
    const axis = { stroke: color('--quiet'), grid: { stroke: color('--line'), width: 1 } }
    const plot = new Plot(
      {
        width: box.clientWidth,
        height: HEIGHT,
        scales: {
          y: { range: (_, __, max) => [0, (max || 1) * 1.1] },
        },
        axes: [
          {
            ...axis,
            incrs: TICKS.filter((each) => each >= intervalSeconds),
            values: (_, ticks) => ticks.map((tick) => tickText(tick, intervalSeconds)),
          },
          { ...axis, size: 70, label: series[0]?.unit ?? '', labelSize: 20, labelGap: 0 },
        ],
        legend: { show: false },
        // The first figure is that of an empty interval.
        hooks: { setCursor: [({ cursor: { idx } }) => setPointedAt(idx == null ? undefined : idx - 1)] },
        series: [
          {},
          ...series.map(({ color: paint, bars, isWide }) => ({
            stroke: color(paint),
            width: isWide ? 4 : 2,
            points: { size: isWide ? 13 : 6, fill: color('--surface') },
            spanGaps: true,
            ...(bars && Plot.paths.bars
              ? { fill: color(paint), points: { show: false }, paths: Plot.paths.bars({ size: [0.8, 40] }) }
              : {}),
          })),
        ],
      },
      [
        // An empty interval on either side: one moment alone would be shown in years.
        [times[0]! - intervalSeconds, ...times, times.at(-1)! + intervalSeconds],
        ...series.map(({ values }) => [null, ...values, null]),
      ],
      box,
    )
    const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }))
    resized.observe(box)
    return () => {
      resized.disconnect()
      plot.destroy()
    }
    // Its colours are those of the page when it was drawn.
  }, [times, intervalSeconds, series, isDark])
  const { seconds, readings } = readingAt(times, series, pointedAt)
  return (
    <figure className="chart">
      <h3>{label}</h3>
      <div role="img" aria-label={label} ref={element} />
      <figcaption>
        <time dateTime={new Date(seconds * 1000).toISOString()}>{momentText(seconds, intervalSeconds)}</time>
        {readings.map(({ name, color, text }) => (
          <span key={name} className={`reading ${color.replace('--', '')}`}>
            {name} <strong>{text}</strong>
          </span>
        ))}
      </figcaption>
    </figure>
  )
}
