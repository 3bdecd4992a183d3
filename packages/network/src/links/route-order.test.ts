import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PathKind, Route } from '../paths/path.ts'
import { isBetter, orderRoutes } from './route-order.ts'

const KINDS: readonly PathKind[] = ['direct', 'punched', 'relayed']
const route = (kind: PathKind, label: string): Route => ({
  kind,
  label,
  connect: () => Promise.reject(new Error(label)),
})
const labels = (routes: readonly Route[]) => routes.map(({ label }) => label)

test('direct ways and relays take turns, and punching comes last', () => {
  const routes = [
    ...['d1', 'd2', 'd3'].map((label) => route('direct', label)),
    route('punched', 'p1'),
    ...['r1', 'r2'].map((label) => route('relayed', label)),
  ]
  expect(labels(orderRoutes(routes))).toEqual(['d1', 'r1', 'd2', 'r2', 'd3', 'p1'])
  expect(labels(orderRoutes(routes, { kind: 'punched', label: 'p1' }))).toEqual(['p1', 'd1', 'r1', 'd2', 'r2', 'd3'])
  expect(labels(orderRoutes(routes, { kind: 'direct', label: 'd3' }))).toEqual(['d3', 'd1', 'r1', 'd2', 'r2', 'p1'])
  expect(labels(orderRoutes(routes, { kind: 'relayed', label: 'r2' }))).toEqual(labels(orderRoutes(routes)))
})

test('every way is tried once, whatever is known', () => {
  const some = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), label: fc.string() }), { maxLength: 12 })
  fc.assert(
    fc.property(some, fc.record({ kind: fc.constantFrom(...KINDS), label: fc.string() }), (ways, known) => {
      const routes = ways.map(({ kind, label }) => route(kind, label))
      const ordered = orderRoutes(routes, known)
      expect(ordered).toHaveLength(routes.length)
      expect(new Set(ordered)).toEqual(new Set(routes))
    }),
  )
})

test('direct is better than punched, and that than relayed', () => {
  const better = KINDS.flatMap((kind) => KINDS.filter((than) => isBetter(kind, than)).map((than) => [kind, than]))
  expect(better).toEqual([
    ['direct', 'punched'],
    ['direct', 'relayed'],
    ['punched', 'relayed'],
  ])
})

test('a relay that is doubted comes after the others, and is no less tried', () => {
  const routes = [route('direct', 'd1'), ...['r1', 'r2', 'r3'].map((label) => route('relayed', label))]
  const order = (...doubted: string[]) => labels(orderRoutes(routes, undefined, ({ label }) => doubted.includes(label)))
  expect(order('r1')).toEqual(['d1', 'r2', 'r3', 'r1'])
  expect(order('r1', 'r2', 'r3')).toEqual(['d1', 'r1', 'r2', 'r3'])
  expect(order('d1')).toEqual(['d1', 'r1', 'r2', 'r3'])
})
