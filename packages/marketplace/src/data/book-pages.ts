import { isCoded } from '@sonm/common'
import { ANY_ASK, type SearchMoment } from '@sonm/model'
import type { AskBook } from '../book/search.ts'
import type { AskPages } from './quote-walk.ts'

/** The pages of a book, by what everybody may take, the cheapest first. */
export function bookPages(book: Pick<AskBook, 'search'>, moment: () => SearchMoment): AskPages {
  const page = (cursor: string | undefined, limit: number) => {
    const now = moment()
    return book.search(ANY_ASK, { limit, cursor, moment: now, liveUntilSeconds: now.nowSeconds })
  }
  return (cursor, limit) => {
    let found: ReturnType<typeof page>
    try {
      found = page(cursor, limit)
    } catch (error) {
      if (!isCoded(error, 'INPUT_INVALID')) throw error
      // The book was built anew, and the cursor is of the one before.
      found = page(undefined, limit)
    }
    const asks = found.offers.map(({ live, supplier }) => ({
      order: live.signed.order,
      details: live.signed.details,
      master: supplier.master,
    }))
    return { asks, nextCursor: found.nextCursor }
  }
}
