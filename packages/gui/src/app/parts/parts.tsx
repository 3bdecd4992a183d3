import { type ReactNode, useEffect, useRef } from 'react'
import { fullAddress, moment, shortAddress } from '../format.ts'

/** Short to the eye, whole to the pointer and to the clipboard. */
export function AddressText({ address }: { address: string }) {
  const full = fullAddress(address)
  return (
    <button type="button" className="address" title={`${full} (press to copy)`} onClick={() => copy(full)}>
      {shortAddress(address)}
    </button>
  )
}

function copy(text: string): void {
  // Refused where the browser allows no clipboard; the title still shows the whole address.
  navigator.clipboard?.writeText(text).catch(() => {})
}

export function Facts({ entries }: { entries: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export type Tone = 'good' | 'bad' | 'busy' | 'warn' | 'plain'

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>
}

/** A figure, and below it what belongs to it. */
export function TwoLines({ first, second }: { first: ReactNode; second: string }) {
  return (
    <div className="two-lines">
      {first}
      {second !== '' && <small>{second}</small>}
    </div>
  )
}

/** While the first answer is awaited; what comes at once is not announced. */
export function Loading({ children }: { children: ReactNode }) {
  return (
    <p className="empty loading" role="status">
      {children}
    </p>
  )
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="empty">{children}</p>
}

/** A modal window; the browser keeps the focus inside and closes it on Escape. */
export function Dialog(props: { title: string; wide?: boolean; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      className={props.wide ? 'wide' : ''}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
    >
      <h2>{props.title}</h2>
      {props.children}
    </dialog>
  )
}

export interface Column<Row> {
  readonly name: string
  /** What the name leaves unsaid. */
  readonly hint?: string
  readonly numeric?: boolean
  readonly cell: (row: Row) => ReactNode
  /** A press on its head sorts by it. */
  readonly sort?: { readonly by: 'ascending' | 'descending' | 'none'; readonly onPress: () => void }
}

/** A table that becomes a list of cards where it is narrow. */
export function Table<Row>(props: {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
}) {
  return (
    <table aria-label={props.label}>
      <thead>
        <tr>
          {props.columns.map(({ name, hint, numeric, sort }) => (
            <th key={name} scope="col" title={hint} className={numeric ? 'numeric' : ''} aria-sort={sort?.by}>
              {sort ? (
                <button type="button" className="sort" onClick={sort.onPress}>
                  {name}
                </button>
              ) : (
                name
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.keyOf(row)}>
            {props.columns.map(({ name, numeric, cell }) => (
              <td key={name} data-name={name} className={numeric ? 'numeric' : ''}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A moment in the reader's own time. */
export function Moment({ ms }: { ms: number }) {
  return (
    <time className="moment" dateTime={new Date(ms).toISOString()}>
      {moment(ms)}
    </time>
  )
}
