import type { Design, Network, PriceSource } from '@sonm/chain'
import { type Address, fail, parseAddress, parseAmount, parseDurationMs } from '@sonm/model'

/** What a person says of the market that he deploys. */
export interface DesignOptions {
  readonly token?: string
  readonly holder?: string
  readonly validator?: readonly string[]
  readonly priceFeed?: string
  readonly reporter?: readonly string[]
  readonly priceMaxAge: string
  /** `--no-prices` */
  readonly prices: boolean
  /** undefined: as the network has it; `--faucet` or `--no-faucet`. */
  readonly faucet?: boolean
  readonly faucetAmount: string
  readonly faucetInterval: string
  readonly faucetFund: string
}

const PROFESSIONAL = 4
/** The contract takes no more. */
const REPORTERS_MOST = 15
const ORACLE_AGE_MOST_SECONDS = 7n * 86_400n

/**
 * The design that the options mean. Where nothing is at stake the deployer is everything that nobody else was named for; elsewhere
 * each must be named.
 * @throws ADDRESS_INVALID, INPUT_INVALID, MONEY_INVALID, QUANTITY_INVALID
 */
export function readDesign(
  options: DesignOptions,
  deployer: Address,
  network: Network,
): { readonly design: Design; readonly faucetFundWei: bigint | undefined } {
  const holder = options.holder === undefined ? deployer : parseAddress(options.holder)
  const token = options.token === undefined ? undefined : parseAddress(options.token)
  const hasFaucet = options.faucet ?? network.isTest
  if (hasFaucet && !network.isTest) {
    throw invalid('faucet', `${network.title} is not known as a test network, and SNM may have a price there`)
  }
  const design: Design = {
    holder,
    ...(token && { token }),
    validators: readValidators(options.validator, deployer, network),
    prices: readPrices(options, deployer, network),
    faucet: hasFaucet
      ? { amountWei: parseAmount(options.faucetAmount), intervalSeconds: readSeconds(options.faucetInterval) }
      : undefined,
  }
  const canFund = hasFaucet && holder === deployer && token === undefined
  return { design, faucetFundWei: canFund ? parseAmount(options.faucetFund) : undefined }
}

function readValidators(
  given: readonly string[] | undefined,
  deployer: Address,
  network: Network,
): Design['validators'] {
  if (given === undefined) {
    if (network.isTest) return [{ account: deployer, level: PROFESSIONAL }]
    throw invalid('validator', 'who certifies identities must be named where something is at stake')
  }
  const validators = given.map((text) => {
    const [address = '', level = String(PROFESSIONAL), ...rest] = text.split(':')
    if (!/^[234]$/.test(level) || rest.length > 0)
      throw invalid('validator', `'${text}' is no ADDRESS or ADDRESS:LEVEL, with level 2, 3 or 4`)
    return { account: parseAddress(address), level: Number(level) }
  })
  if (new Set(validators.map(({ account }) => account)).size < validators.length)
    throw invalid('validator', 'one is named twice')
  if (!validators.some(({ level }) => level === PROFESSIONAL)) throw invalid('validator', 'one must be of level 4')
  return validators
}

function readPrices(options: DesignOptions, deployer: Address, network: Network): PriceSource | undefined {
  const { prices, priceFeed, reporter } = options
  const given = [!prices, priceFeed !== undefined, reporter !== undefined].filter(Boolean).length
  if (given > 1) throw invalid('price-feed', 'only one of --price-feed, --reporter and --no-prices can be given')
  if (!prices) return undefined
  const maxAgeSeconds = readSeconds(options.priceMaxAge)
  if (priceFeed !== undefined) return { feed: parseAddress(priceFeed), maxAgeSeconds }
  if (reporter === undefined && !network.isTest) {
    throw invalid('price-feed', 'where something is at stake, give --price-feed, --reporter or --no-prices')
  }
  const reporters = reporter?.map((text) => parseAddress(text)) ?? [deployer]
  if (reporters.length % 2 === 0 || reporters.length > REPORTERS_MOST) {
    throw invalid('reporter', `their number must be odd, and ${REPORTERS_MOST} at most; ${reporters.length} are given`)
  }
  if (new Set(reporters).size < reporters.length) throw invalid('reporter', 'one is named twice')
  if (maxAgeSeconds > ORACLE_AGE_MOST_SECONDS) throw invalid('price-max-age', 'it is 7 days at most')
  return { reporters, maxAgeSeconds }
}

function readSeconds(text: string): bigint {
  const seconds = BigInt(Math.floor(parseDurationMs(text) / 1000))
  if (seconds === 0n) throw fail('QUANTITY_INVALID', { what: 'duration', text, reason: 'it must be a second at least' })
  return seconds
}

const invalid = (field: string, reason: string) => fail('INPUT_INVALID', { field, reason })
