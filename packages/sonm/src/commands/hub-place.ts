import { type AskDetails, fail, normalWord } from '@sonm/model'
import type { Command } from 'commander'
import { readCount } from './common.ts'

export interface PlaceOptions {
  readonly country?: string
  readonly region?: string
  readonly ports?: string
}

/** What a supplier declares of his machines beyond what is measured. */
export function withPlace(command: Command): Command {
  return command
    .option('--country <letters>', 'where its machines stand, by ISO 3166: DE')
    .option('--region <code>', 'a part of that country, by ISO 3166-2: DE-BY')
    .option('--ports <count>', 'how many ports of a task can be opened to everybody (default: none)')
}

/** @throws INPUT_INVALID naming the option */
export function placeOf(options: PlaceOptions): Pick<AskDetails, 'country' | 'region' | 'ports'> {
  const country = options.country === undefined ? undefined : normalWord('country', options.country)
  const region = options.region === undefined ? undefined : normalWord('region', options.region)
  if (country !== undefined && !/^[A-Z]{2}$/.test(country)) {
    throw fail('INPUT_INVALID', { field: '--country', reason: 'it must be two letters, such as DE' })
  }
  if (region !== undefined && !/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(region)) {
    throw fail('INPUT_INVALID', { field: '--region', reason: 'it must be as in ISO 3166-2, such as DE-BY' })
  }
  if (region !== undefined && country !== undefined && !region.startsWith(`${country}-`)) {
    throw fail('INPUT_INVALID', { field: '--region', reason: `it is no part of ${country}` })
  }
  const ports = options.ports === undefined ? undefined : readCount('--ports', options.ports)
  if (ports !== undefined && ports > 65_535) {
    throw fail('INPUT_INVALID', { field: '--ports', reason: 'a machine has 65,535 at most' })
  }
  // A region says its country.
  const named = country ?? region?.slice(0, 2)
  return {
    ...(named === undefined ? {} : { country: named }),
    ...(region === undefined ? {} : { region }),
    ...(ports === undefined ? {} : { ports }),
  }
}
