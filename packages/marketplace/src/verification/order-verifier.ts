import { type CodedError, isCoded } from '@sonm/common'
import { type Hex, type OrderDomain, type SignedOrder, verifyOrder } from '@sonm/model'

/** The order's hash, or why its signature is not its author's. */
export type Verdict = Hex | CodedError

/** Judges signatures, which is nearly all that an order costs. */
export interface OrderVerifier {
  /** How many batches it works on at once: one more would only wait in it. */
  readonly lanes: number
  /**
   * Judges each order by itself and answers in their order.
   * @param orders whose fields are in range (`checkOrder`) and whose details are those of `detailsHash`
   * @throws ORDER_VERIFIER_FAILED: no order of the batch was judged
   */
  verify(orders: readonly SignedOrder[]): Promise<readonly Verdict[]>
  close(): Promise<void>
}

/** Judges in this thread, at once, by the model's own rule: for simulations, and to hold the threaded one against. */
export function inProcessVerifier(domain: OrderDomain): OrderVerifier {
  return {
    lanes: 1,
    verify: async (orders) => orders.map((signed) => judge(domain, signed)),
    close: async () => {},
  }
}

function judge(domain: OrderDomain, signed: SignedOrder): Verdict {
  try {
    return verifyOrder(domain, signed)
  } catch (error) {
    if (isCoded(error)) return error
    throw error
  }
}
