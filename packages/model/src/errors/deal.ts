import { defineError } from '@sonm/common'

export const dealErrors = {
  DEAL_UNKNOWN: defineError<{ dealId: string }>({
    kind: 'not-found',
    about: 'This node has no such deal: it is not on the chain yet, or is between others.',
    what: ({ dealId }) => `There is no deal ${dealId} of this account.`,
    todo: 'List your deals with `sonm deal list --all`.',
  }),
  DEAL_ENDED: defineError<{ dealId: string }>({
    kind: 'conflict',
    about: 'Something was asked of a deal that is closed.',
    what: ({ dealId }) => `The deal ${dealId} is closed.`,
    todo: 'Open a new deal with `sonm deal open` or `sonm run`.',
  }),
  NO_OFFER_MATCHES: defineError<{ rejections: string }>({
    kind: 'not-found',
    about: 'No live offer of the market satisfies all requirements.',
    what: ({ rejections }) =>
      rejections === ''
        ? 'The market has no live offer: what there was may be rented.'
        : `No offer satisfies every requirement. Turned away: ${rejections}.`,
    todo: ({ rejections }) =>
      rejections === ''
        ? 'Wait until a supplier offers something (`sonm market search`). A deal of your own may hold it: `sonm deal list` shows yours.'
        : 'Lower the requirement that turns most away, or raise the price; `sonm market search` lists what there is.',
  }),
  DEAL_NO_OFFER: defineError<{ reasons: string }>({
    kind: 'unavailable',
    about: 'Offers fitted, and none of them led to a deal; the reasons name each that was tried. Nothing was paid.',
    what: ({ reasons }) => `None of the offers that fit could be taken: ${reasons.replace(/\.$/, '')}.`,
    todo: 'Search again in a minute: suppliers renew their offers. What was deposited is free in the market and stays yours.',
  }),
  FIRM_ASK_REFUSED: defineError<{ hub: string; reason: string }>({
    kind: 'conflict',
    about: 'A hub answered a proposal with an ask that is worse than what it advertised, or that cannot be taken.',
    what: ({ hub, reason }) => `The ask of ${hub} was refused: ${reason}.`,
    todo: 'Nothing was paid. Choose an offer of another supplier.',
  }),
  HUB_UNREACHABLE: defineError<{ dealId: string; hub: string; reason: string }>({
    kind: 'unavailable',
    about:
      "A deal's hub does not answer. The deal goes on, and is paid for, until it is closed or its locked money ends.",
    what: ({ dealId, hub, reason }) => `The hub ${hub} of deal ${dealId} does not answer: ${reason}.`,
    todo: ({ dealId }) =>
      `Try again in a moment. If it stays away, close the deal with \`sonm deal close ${dealId}\`: what it has not earned is returned to you.`,
  }),
  MARKETPLACES_UNREACHABLE: defineError<{ reasons: string }>({
    kind: 'unavailable',
    about: 'None of the configured marketplaces answered.',
    what: ({ reasons }) => `No marketplace answers: ${reasons}.`,
    todo: 'Check the network connection, and where `marketplaces` of network.json says that they are.',
  }),
}
