import type { Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node'
import { systemClock, systemRandom } from '@sonm/common'
import type { Signer } from '@sonm/model'
import { codedTransport } from '@sonm/protocol'
import { createCertificate } from '../identity/certificate.ts'

/** The forms in which programs call that do not use our own transport: Connect's binary one, its JSON, and gRPC. */
export const STOCK_FORMS = ['proto', 'json', 'grpc'] as const
export type StockForm = (typeof STOCK_FORMS)[number]

/** Connect's own transport to a peer on loopback, under a key. */
export async function stockTransport(form: StockForm, signer: Signer, port: number): Promise<Transport> {
  const { certPem: cert, keyPem: key } = await createCertificate({ signer, clock: systemClock, random: systemRandom })
  const nodeOptions = { cert, key, rejectUnauthorized: false }
  const options = { httpVersion: '2', baseUrl: `https://127.0.0.1:${port}`, nodeOptions } as const
  const transport =
    form === 'grpc'
      ? createGrpcTransport(options)
      : createConnectTransport({ ...options, useBinaryFormat: form === 'proto' })
  return codedTransport(transport, 'peer')
}
