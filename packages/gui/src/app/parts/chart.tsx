import { useEffect, useRef } from 'react'
import Plot from 'uplot'

export interface Series {
  readonly name: string
  /** A colour of the page's style, such as `--accent`. */
  readonly color: string
  readonly bars?: boolean
  /** null: there is none at this time. */
  readonly values: readonly (number | null)[]
}

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

/** Figures over time, one at least. Whoever cannot see it has the table beside it. */
export function Chart(props: {
  label: string
  times: readonly number[]
  intervalSeconds: number
  series: readonly Series[]
}) {
  const element = useRef<HTMLDivElement>(null)
  const { times, intervalSeconds, series } = props
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
          { ...axis, size: 70 },
        ],
        series: [
          { label: 'Time' },
          ...series.map(({ name, color: paint, bars }) => ({
            label: name,
            stroke: color(paint),
            width: 2,
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
  }, [times, intervalSeconds, series])
  return <div className="chart" role="img" aria-label={props.label} ref={element} />
}
