import { useState } from 'react'
import { type Api, type Problem, problemOf } from '../api.ts'
import { bidOf, EMPTY_BID } from '../bid-view.ts'
import { type AskedBid, BidDialog, planBid } from './bid-dialog.tsx'
import { ProblemBox } from './problem.tsx'

const FIELDS = [
  ['price', 'Pay at most', '1 SNM/h'],
  ['cores', 'Cores', '2'],
  ['ram', 'RAM', '4GiB'],
  ['gpus', 'GPUs', '0'],
  ['gpuMemory', 'GPU memory, each', '24GiB'],
  ['duration', 'Duration', 'spot'],
] as const
const COUNTS: ReadonlySet<string> = new Set(['cores', 'gpus'])

/** Marketplaces keep a bid for an hour at most. */
const LIFETIMES = [
  [600, '10 minutes'],
  [1_800, 'half an hour'],
  [3_570, 'an hour'],
] as const

const NO_PRICE: Problem = {
  code: 'MONEY_INVALID',
  what: 'Say what you pay at most.',
  todo: 'Write a price like `1 SNM/h` or `0.02 USD/h`.',
}

/** Places a bid, when what it binds to was shown. */
export function BidForm({ api, onPlaced }: { api: Api; onPlaced: () => void }) {
  const [form, setForm] = useState(EMPTY_BID)
  const [seconds, setSeconds] = useState<number>(LIFETIMES[2][0])
  const [take, setTake] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [asked, setAsked] = useState<AskedBid>()
  const submit = async () => {
    setProblem(undefined)
    if (form.price.trim() === '') return setProblem(NO_PRICE)
    try {
      setAsked(await planBid(api, bidOf(form), BigInt(seconds), take))
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <form
      className="card bid-form"
      aria-label="Place a bid"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div className="bid-fields">
        {FIELDS.map(([name, label, example]) => (
          <label key={name}>
            {label}
            <input
              type="text"
              inputMode={COUNTS.has(name) ? 'numeric' : 'text'}
              aria-required={name === 'price'}
              placeholder={example}
              value={form[name]}
              onChange={(event) => setForm({ ...form, [name]: event.target.value })}
            />
          </label>
        ))}
        <label>
          It stands for
          <select value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
            {LIFETIMES.map(([each, label]) => (
              <option key={each} value={each}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ProblemBox problem={problem} />
      <div className="query-line">
        <button type="submit" className="primary">
          Place the bid
        </button>
        <label className="check">
          <input type="checkbox" checked={take} onChange={(event) => setTake(event.target.checked)} />
          Rent the first offer that fits, without asking again
        </label>
      </div>
      {asked && (
        <BidDialog
          api={api}
          asked={asked}
          onClose={() => setAsked(undefined)}
          onPlaced={() => {
            setAsked(undefined)
            onPlaced()
          }}
        />
      )}
    </form>
  )
}
