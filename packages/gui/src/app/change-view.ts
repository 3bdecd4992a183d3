import { relaxedQuery } from '@sonm/model'
import type { Suggestion } from '@sonm/protocol'

/** A change of the search in words, and the search after it. */
export function changeView({ relax, offers }: Suggestion, asked: string) {
  const changes = relax.map(({ from, to }) => (to === '' ? `without ${from}` : `${to} instead of ${from}`))
  const count = `${offers} ${offers === 1 ? 'offer' : 'offers'}`
  return { text: `${changes.join(' and ')} (${count})`, query: relaxedQuery(asked, relax) }
}
