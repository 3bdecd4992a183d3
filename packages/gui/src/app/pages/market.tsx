import { mistakeInQuery } from '@sonm/model'
import { useState } from 'react'
import type { Api } from '../api.ts'
import { countText } from '../count-text.ts'
import { offerView } from '../offer-view.ts'
import { Explanation } from '../parts/explanation.tsx'
import { Offers } from '../parts/offers.tsx'
import { Empty, Loading } from '../parts/parts.tsx'
import { ProblemBox, Warnings } from '../parts/problem.tsx'
import { QueryBox } from '../parts/query-box.tsx'
import { RentDialog, useRenting } from '../parts/rent-dialog.tsx'
import { SmallestChange } from '../parts/smallest-change.tsx'
import { Truncated } from '../parts/truncated.tsx'
import { useLive } from '../use-live.ts'

const MOST_SHOWN = 100

/** What suppliers offer now, as it is asked for, and renting it. */
export function Market({ api, onRented }: { api: Api; onRented: () => void }) {
  const [text, setText] = useState('')
  const [search, setSearch] = useState({ query: '', orderBy: '', explain: false, cursor: '' })
  const mistake = mistakeInQuery(text)
  const requirements = { query: search.query, orderBy: search.orderBy, limit: MOST_SHOWN }
  const found = useLive(async () => {
    const asked = { ...requirements, cursor: search.cursor }
    const answer = await api.market.search({ ...asked, explain: search.explain })
    // Why nothing fits is worth a second question.
    const isEmpty = answer.offers.length === 0 && !search.explain
    const reasons = isEmpty ? await api.market.search({ ...asked, explain: true }) : answer
    return { answer: reasons, offers: answer.offers.map((offer) => offerView(offer, answer.usdPerSnm)) }
  }, JSON.stringify(search))
  const renting = useRenting(api, requirements, found.refresh)
  const searchFor = (change: Partial<typeof search>) => {
    renting.forget()
    setSearch({ ...search, cursor: '', ...change })
  }
  const apply = (query: string) => {
    setText(query)
    searchFor({ query })
  }

  const { offers = [], answer } = found.value ?? {}
  // What stands below is not what is written, or not what there is: nobody rents by it.
  const isStale = mistake !== undefined || found.problem !== undefined
  return (
    <>
      <h1>Market</h1>
      <QueryBox
        text={text}
        mistake={mistake}
        explain={search.explain}
        onText={setText}
        onSearch={() => {
          searchFor({ query: text.trim() })
          found.refresh()
        }}
        onExplain={(explain) => searchFor({ explain })}
      />
      <ProblemBox problem={renting.problem ?? found.problem} />
      {!answer && !found.problem && <Loading>Asking the marketplaces…</Loading>}
      {answer && (
        <fieldset className="results" aria-label="Results" disabled={isStale}>
          <Warnings of={answer.warnings} />
          {(search.explain || (offers.length === 0 && answer.rejections.length > 0)) && (
            <Explanation found={answer}>
              {offers.length === 0 && answer.rejections.length > 0 && !answer.truncated && (
                <SmallestChange api={api} asked={search.query} understood={answer.query} onApply={apply} />
              )}
            </Explanation>
          )}
          {answer.truncated && <Truncated found={answer} onMore={(cursor) => searchFor({ cursor })} />}
          {offers.length === 0 && !answer.truncated && (
            <Empty>
              {answer.rejections.length > 0 ? (
                'No offer fits. Ask for less, or '
              ) : (
                <>
                  The market has no live offer: what there was may be rented. A deal <a href="#/deals">of your own</a>{' '}
                  may hold it. Wait until a supplier offers something, or{' '}
                </>
              )}
              let <a href="#/bids">a bid</a> wait for one.
            </Empty>
          )}
          {offers.length > 0 && (
            <>
              <div className="count">
                <p role="status">
                  {mistake && 'Of the search before: '}
                  {countText(answer, search.cursor === '')}
                </p>
                {search.cursor !== '' && (
                  <button type="button" onClick={() => searchFor({})}>
                    Back to the first
                  </button>
                )}
                {answer.nextCursor !== '' && !answer.truncated && (
                  <button type="button" onClick={() => searchFor({ cursor: answer.nextCursor })}>
                    Show the next
                  </button>
                )}
              </div>
              <Offers
                label="Offers"
                offers={offers}
                order={{ by: search.orderBy, onChange: (orderBy) => searchFor({ orderBy }) }}
                onRent={renting.rent}
              />
            </>
          )}
        </fieldset>
      )}
      {renting.plan && (
        <RentDialog
          api={api}
          plan={renting.plan}
          onClose={renting.close}
          onChanged={renting.show}
          onRented={onRented}
        />
      )}
    </>
  )
}
