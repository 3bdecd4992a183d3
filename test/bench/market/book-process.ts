import { LiveOrders } from '@sonm/marketplace'
import { measureBook } from './book-figures.ts'
import { askQuery, asksOfSet, supplierOf } from './book-of-set.ts'
import { dataSet, SET_PART } from './data-set.ts'

// `node book-process.ts ASKS QUERIES`: prints the figures of a book with so many asks of set R, as one line of JSON.
const [asks, searches] = process.argv.slice(2).map(Number) as [number, number]
const live = new LiveOrders()
for (const { set, at, ask } of asksOfSet('R', asks)) live.add(ask, supplierOf(set, at))
const queries = dataSet('R', SET_PART, searches).queries.map(askQuery)
console.log(JSON.stringify(measureBook(live.book, queries, dataSet('R', SET_PART, 0), 0, asks)))
