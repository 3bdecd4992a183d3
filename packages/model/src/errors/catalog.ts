import { errorsOf, storeErrors } from '@sonm/common'
import { chainErrors } from './chain.ts'
import { dealErrors } from './deal.ts'
import { deploymentErrors } from './deployment.ts'
import { followerErrors } from './follower.ts'
import { generalErrors } from './general.ts'
import { hubErrors } from './hub.ts'
import { inputErrors } from './input.ts'
import { keystoreErrors } from './keystore.ts'
import { locatorErrors } from './locator.ts'
import { marketErrors } from './market.ts'
import { marketDataErrors } from './market-data.ts'
import { networkErrors } from './network.ts'
import { profileErrors } from './profiles.ts'
import { programErrors } from './program.ts'
import { relayErrors } from './relay.ts'
import { settlementErrors } from './settlement.ts'
import { taskErrors } from './task.ts'
import { walletErrors } from './wallet.ts'

/** Every error that a user or a caller can meet; docs/errors.md is generated from it. */
export const errorCatalog = {
  ...generalErrors,
  ...inputErrors,
  ...marketErrors,
  ...marketDataErrors,
  ...chainErrors,
  ...followerErrors,
  ...settlementErrors,
  ...profileErrors,
  ...deploymentErrors,
  ...keystoreErrors,
  ...walletErrors,
  ...dealErrors,
  ...hubErrors,
  ...taskErrors,
  ...networkErrors,
  ...locatorErrors,
  ...relayErrors,
  ...storeErrors,
  ...programErrors,
}

/** Makes an error of the catalogue: `throw fail('ADDRESS_INVALID', { text, reason })`. */
export const fail = errorsOf(errorCatalog)
