import type { NodeApi } from '../api/node-api.ts'
import { loadBidFile } from '../home/bid-file.ts'

/** What a bid file asks for, as a bid that nobody signs: it is a question, and binds nobody. */
export async function unsignedBid(api: NodeApi, file: string) {
  const { address } = await api.status.getStatus({})
  return { ...loadBidFile(file), author: address, expiresAtSeconds: 2n ** 40n }
}
