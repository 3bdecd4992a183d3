import { expect, test } from 'vitest'
import { formatQuery } from './format-query.ts'
import { parseQuery } from './parse-query.ts'

test.each([
  [
    'price<0.5USD/h',
    ['0.5 usd / hr', '$0.5', '0.5$ per hour', '0.5USD an hour', '12USD/day', '84 USD/week', '360USD/mo', '4380USD/yr'],
  ],
  ['price<60SNM/h', ['1SNM/minute', '1SNM per min', '1440SNM/days']],
  ['ram<64GiB', ['64Gi', '64 gibibytes', '65536mib']],
  ['ram<64GB', ['64 gigabytes', '64000 MB', '64gb', '0.064tb']],
  ['download<80Mbit/s', ['80mbps', '80Mbps', '10MBps', '10MB/s', '80000Kbps', '10000KBps', '0.08gbps']],
  ['latency<30ms', ['30 milliseconds', '0.03 seconds', '30000 microseconds', '30MS']],
  ['reliability<0.98', ['98%', '98 percent']],
  ['age<365d', ['1y', '1 year', '365 days', '12 months 5d']],
  ['duration<1d12h', ['1d 12h', '36 hours', '1.5 days', '2160 min']],
  ['gpu.ethash<60MH/s', ['60MH', '60 Mh/s', '60M', '0.06gh/s']],
  ['gpu.equihash<700', ['700sol', '0.7k', '700 sols/s']],
])('what is %s is written in any of its units', (condition, figures) => {
  const name = condition.split('<')[0]
  expect(figures.map((figure) => formatQuery(parseQuery(`${name}<${figure}`)))).toEqual(
    figures.map(() => formatQuery(parseQuery(condition))),
  )
  expect(formatQuery(parseQuery(condition)).replace(/^net\./, '')).toBe(condition)
})
