import type { ReactNode } from 'react'
import type { OfferView } from '../offer-view.ts'
import { nextOrder, sortOf } from '../query-text.ts'
import { AddressText, type Column, Table, TwoLines } from './parts.tsx'

/** Offers as buyers compare them. @param props.order what they are sorted by; its change is asked for at the heads of the columns */
export function Offers(props: {
  label: string
  offers: readonly OfferView[]
  order?: { readonly by: string; readonly onChange: (by: string) => void }
  onRent: (offer: OfferView) => void
}) {
  const { label, offers, order, onRent } = props
  const sortedBy = (field: string) =>
    order && { sort: { by: sortOf(order.by, field), onPress: () => order.onChange(nextOrder(order.by, field)) } }
  const isMeasured = offers.some(({ latency }) => latency !== '')
  const columns: readonly Column<OfferView>[] = [
    { name: 'Supplier', cell: (offer) => <TwoLines first={supplierOf(offer)} second={offer.country} /> },
    { name: 'Score', hint: SCORE, numeric: true, cell: (offer) => offer.reliability, ...sortedBy('reliability') },
    { name: 'Cores', numeric: true, cell: (offer) => offer.cores, ...sortedBy('cores') },
    { name: 'RAM', numeric: true, cell: (offer) => offer.ram, ...sortedBy('ram') },
    { name: 'Disk', numeric: true, cell: (offer) => offer.disk, ...sortedBy('disk') },
    { name: 'GPU', cell: gpusOf, ...sortedBy('gpu.count') },
    { name: 'CPU score', hint: CPU_SCORE, numeric: true, cell: (offer) => offer.benchmark, ...sortedBy('cpu.multi') },
    { name: 'Runs', cell: (offer) => <small>{offer.executors}</small> },
    { name: 'Up to', hint: DURATION, numeric: true, cell: (offer) => offer.duration, ...sortedBy('duration') },
    ...(isMeasured
      ? [{ name: 'Latency', numeric: true, cell: (offer: OfferView) => offer.latency || '–', ...sortedBy('latency') }]
      : []),
    { name: 'Price', numeric: true, cell: priceOf, ...sortedBy('price') },
    {
      name: '',
      cell: (offer) => (
        <button type="button" className="primary" onClick={() => onRent(offer)}>
          Rent
        </button>
      ),
    },
  ]
  return <Table label={label} rows={offers} keyOf={({ askHash }) => askHash} columns={columns} />
}

const SCORE = 'How far the supplier can be relied on, as the marketplace says'
const CPU_SCORE = 'Sysbench events per second, all cores together'
const DURATION = 'The longest fixed term; spot: it has no fixed end'

/** Where the chain did not say who is paid, nobody can be named. */
export function supplierOf({ supplier }: OfferView): ReactNode {
  return supplier === '' ? 'unknown' : <AddressText address={supplier} />
}

function gpusOf({ gpus }: OfferView): ReactNode {
  if (gpus.length === 0) return '–'
  return gpus.map(({ name, memory }) => <TwoLines key={name + memory} first={name} second={memory} />)
}

function priceOf({ pricePerHour, worthPerHour }: OfferView): ReactNode {
  return <TwoLines first={<strong>{pricePerHour}</strong>} second={worthPerHour && `≈ ${worthPerHour}`} />
}
