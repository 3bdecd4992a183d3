import { useMemo, useState } from 'react'
import type { Api } from '../api.ts'
import { grouped, snm } from '../format.ts'
import { Chart } from '../parts/chart.tsx'
import { Empty, Loading, Table, TwoLines } from '../parts/parts.tsx'
import { ProblemBox, Warnings } from '../parts/problem.tsx'
import { chartOf, className, firstClass, percent, perHour, usdPerHour } from '../price-view.ts'
import { useLive } from '../use-live.ts'

const INTERVALS = [
  [60, 'Minutes'],
  [3_600, 'Hours'],
  [86_400, 'Days'],
] as const

/** What machines cost, now and over time. */
export function Prices({ api }: { api: Api }) {
  const [chosen, setChosen] = useState<string>()
  const [interval, setInterval] = useState<number>(3_600)
  const prices = useLive(() => api.data.getPrices({}))
  const classes = prices.value?.classes ?? []
  const shown = chosen ?? firstClass(classes)
  return (
    <>
      <h1>Prices</h1>
      <ProblemBox problem={prices.problem} />
      <Warnings of={prices.value?.warnings} />
      {!prices.value && !prices.problem && <Loading>Asking the marketplaces…</Loading>}
      {prices.value && classes.length === 0 && <Empty>Nothing has been offered or sold yet.</Empty>}
      {classes.length > 0 && (
        <Table
          label="Prices"
          rows={classes}
          keyOf={({ marketClass }) => marketClass}
          columns={[
            {
              name: 'Machine',
              cell: ({ marketClass }) => (
                <button type="button" aria-pressed={marketClass === shown} onClick={() => setChosen(marketClass)}>
                  {className(marketClass)}
                </button>
              ),
            },
            { name: 'Best', hint: BEST, numeric: true, cell: (one) => bothPrices(one.bestPerHour, one.bestUsdPerHour) },
            {
              name: 'Median',
              hint: MEDIAN,
              numeric: true,
              cell: (one) => bothPrices(one.medianPerHour, one.medianUsdPerHour),
            },
            { name: 'Last deal', numeric: true, cell: (one) => perHour(one.lastPerHour) },
            {
              name: 'Suppliers',
              numeric: true,
              cell: (one) => (isOneClass(one) ? grouped(String(one.suppliers)) : '–'),
            },
            { name: 'In use', numeric: true, cell: (one) => (isOneClass(one) ? percent(one.utilisation) : '–') },
            { name: 'Paid in 24 h', numeric: true, cell: (one) => snm(one.volumeWei) },
            { name: 'Deals in 24 h', numeric: true, cell: (one) => grouped(String(one.deals)) },
          ]}
        />
      )}
      {shown !== undefined && (
        <section className="card history">
          <h2>{className(shown)}</h2>
          <p className="intervals">
            {INTERVALS.map(([seconds, name]) => (
              <button
                key={seconds}
                type="button"
                aria-pressed={seconds === interval}
                onClick={() => setInterval(seconds)}
              >
                {name}
              </button>
            ))}
          </p>
          <History
            api={api}
            marketClass={shown}
            intervalSeconds={interval}
            told={prices.value?.warnings.map(({ what }) => what) ?? []}
          />
        </section>
      )}
    </>
  )
}

const BEST = 'The cheapest offer; below it the cheapest whose price is in USD'
const MEDIAN = 'Of each supplier’s best offer; below it of those in USD'

/** Of all offers in SNM, and of those alone whose price is in USD. */
function bothPrices(wei: string, usd: string) {
  return <TwoLines first={perHour(wei)} second={usd === '' ? '' : usdPerHour(usd)} />
}

/** Cores and cards of all models have no common price, and are not counted together. */
function isOneClass({ marketClass }: { marketClass: string }): boolean {
  return marketClass !== 'all'
}

/** @param props.told the warnings that stand above already */
function History(props: { api: Api; marketClass: string; intervalSeconds: number; told: readonly string[] }) {
  const { api, marketClass, intervalSeconds, told } = props
  const history = useLive(
    () => api.data.getMarketHistory({ marketClass, intervalSeconds }),
    `${marketClass} ${intervalSeconds}`,
  )
  const points = history.value?.points
  // By what is in it: an answer that says the same again leaves the charts, and the pointer on them, as they are.
  const text = points && JSON.stringify(chartOf(points))
  const chart = useMemo(() => (text === undefined ? undefined : chartsOf(JSON.parse(text))), [text])
  if (!chart) return history.problem ? <ProblemBox problem={history.problem} /> : <Loading>Asking…</Loading>
  if (chart.times.length === 0) return <Empty>Nothing was offered or sold in this time.</Empty>
  return (
    <>
      <Warnings of={history.value?.warnings.filter(({ what }) => !told.includes(what))} />
      {marketClass !== 'all' && (
        <Chart label="Price of an hour" times={chart.times} intervalSeconds={intervalSeconds} series={chart.prices} />
      )}
      <Chart label="Paid by buyers" times={chart.times} intervalSeconds={intervalSeconds} series={chart.paid} />
      <p className="note">
        Prices are in SNM for an hour. The median is that of each supplier’s best offer, so no single one moves it much.
      </p>
    </>
  )
}

function chartsOf({ times, deals, median, paid }: ReturnType<typeof chartOf>) {
  return {
    times,
    prices: [
      { name: 'Deals', unit: 'SNM/h', color: '--accent', isWide: true, values: deals },
      { name: 'Median offer', unit: 'SNM/h', color: '--good', values: median },
    ],
    paid: [{ name: 'Paid', unit: 'SNM', color: '--accent', bars: true, values: paid }],
  }
}
