import { useEffect, useMemo, useState } from 'react'
import { createApi } from './api.ts'
import { Bids } from './pages/bids.tsx'
import { Deals } from './pages/deals.tsx'
import { Market } from './pages/market.tsx'
import { Overview } from './pages/overview.tsx'
import { Prices } from './pages/prices.tsx'
import { Tasks } from './pages/tasks.tsx'
import { forgetToken, takeToken } from './session.ts'

const PAGES = [
  ['#/', 'Overview'],
  ['#/market', 'Market'],
  ['#/bids', 'Bids'],
  ['#/prices', 'Prices'],
  ['#/deals', 'Deals'],
  ['#/tasks', 'Tasks'],
] as const

type Route = (typeof PAGES)[number][0] | 'unknown'

export function App() {
  const [token, setToken] = useState(takeToken)
  const [refused, setRefused] = useState(false)
  const route = useRoute(() => setToken(takeToken()))
  const api = useMemo(() => {
    if (token === undefined) return undefined
    return createApi(token, () => {
      forgetToken(token)
      setRefused(true)
      setToken((current) => (current === token ? undefined : current))
    })
  }, [token])
  const name = PAGES.find(([href]) => href === route)?.[1] ?? 'No such page'
  useEffect(() => {
    document.title = `${name} · SONM`
  }, [name])
  return (
    <>
      <header>
        <a className="brand" href="#/">
          <img src="/icon.svg" alt="" width="28" height="28" /> SONM
        </a>
        <nav aria-label="Pages">
          {PAGES.map(([href, name]) => (
            <a key={href} href={href} aria-current={route === href ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {api === undefined && <NoToken refused={refused} />}
        {api && route === '#/' && <Overview api={api} />}
        {api && route === '#/market' && <Market api={api} onRented={showDeals} />}
        {api && route === '#/bids' && <Bids api={api} onRented={showDeals} />}
        {api && route === '#/prices' && <Prices api={api} />}
        {api && route === '#/deals' && <Deals api={api} />}
        {api && route === '#/tasks' && <Tasks api={api} />}
        {api && route === 'unknown' && <NoPage />}
      </main>
    </>
  )
}

const showDeals = () => {
  location.hash = '#/deals'
}

function NoPage() {
  return (
    <section className="card">
      <h1>There is no such page</h1>
      <p>
        Go on from the <a href="#/">overview</a>.
      </p>
    </section>
  )
}

function NoToken({ refused }: { refused: boolean }) {
  return (
    <section className="card">
      <h1>Open this page with its token</h1>
      <p>
        {refused
          ? 'The node does not accept the token of this link: it takes a new one each time it starts.'
          : 'The node lets nobody in without the token of its API.'}{' '}
        Copy the whole link that <code>sonm node start</code> or <code>sonm devnet</code> printed last; it ends with{' '}
        <code>#token=…</code>
      </p>
    </section>
  )
}

/** The part of the address behind the #. A link with a token may be opened in a page that is already here. */
function useRoute(onToken: () => void): Route {
  const [route, setRoute] = useState(routeOf)
  useEffect(() => {
    const changed = () => {
      if (location.hash.startsWith('#token=')) onToken()
      setRoute(routeOf())
    }
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [onToken])
  return route
}

function routeOf(): Route {
  if (location.hash === '' || location.hash.startsWith('#token=')) return '#/'
  return PAGES.find(([href]) => href === location.hash)?.[0] ?? 'unknown'
}
