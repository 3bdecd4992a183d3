import { fieldNamed, formatOrder, parseOrder } from '@sonm/model'

/** The order of results after a press on a column's head: by it, then the other way round, then as at first. */
export function nextOrder(order: string, name: string): string {
  const field = fieldNamed(name)
  if (field === undefined || field.kind === 'word') return order
  const target = field.kind === 'price' ? 'price' : field.field
  const current = parseOrder(order)[0]
  if (current?.field !== target) return formatOrder([{ field: target, descending: target !== 'price' }])
  const isTurned = current.descending !== (target !== 'price')
  return isTurned ? '' : formatOrder([{ field: target, descending: !current.descending }])
}

/** How a column is sorted by this order. */
export function sortOf(order: string, name: string): 'ascending' | 'descending' | 'none' {
  const field = fieldNamed(name)
  const current = parseOrder(order)[0]
  const target =
    field === undefined || field.kind === 'word' ? undefined : field.kind === 'price' ? 'price' : field.field
  if (target === undefined || current?.field !== target) return 'none'
  return current.descending ? 'descending' : 'ascending'
}
