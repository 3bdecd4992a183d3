import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { fullAddress, moment, shortAddress } from '../format.ts'
import { useCopied } from './copied.tsx'

/** Short to the eye, whole to the pointer and to the clipboard. */
export function AddressText({ address, whole = false }: { address: string; whole?: boolean }) {
  const full = fullAddress(address)
  const { copied, events } = useCopied(full)
  return (
    <button type="button" className="address" title={`${full} (press to copy)`} {...events}>
      {whole ? full : shortAddress(address)}
      {copied && <span role="status"> copied</span>}
    </button>
  )
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

/** Where one begins: at what is to be written or read, else at the button that changes nothing. */
const FIRST = 'input, pre, footer button'

/** A modal window; the browser keeps the focus inside, closes it on Escape, and gives the focus back to what opened it. */
export function Dialog(props: { title: string; wide?: boolean; onClose: () => void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null)
  // Closed before it is taken out of the page: later the focus would be lost.
  useLayoutEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>(FIRST)?.focus()
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
    <div className="table">
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
    </div>
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
