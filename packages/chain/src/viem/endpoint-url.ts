import { fail } from '@sonm/model'

/** Where an endpoint is, and what of that may be told. */
export interface EndpointUrl {
  /** What requests are sent to; without user and password, which fetch refuses there. */
  readonly href: string
  readonly authorization: string | undefined
  /** Host and port: all that an error or a log may say, for path, query and user often hold a secret. */
  readonly label: string
  /** Takes the secrets of the URL out of a text that the endpoint wrote. */
  redact(text: string): string
}

/** Shorter pieces are words of a path, such as `v3`, and no secrets. */
const SECRET_LENGTH_LEAST = 6

/** @throws INPUT_INVALID, which does not repeat the URL */
export function parseEndpointUrl(text: string): EndpointUrl {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw fail('INPUT_INVALID', { field: 'rpc-url', reason: 'it is no URL' })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw fail('INPUT_INVALID', {
      field: 'rpc-url',
      reason: `it must begin with http:// or https://, not ${url.protocol}`,
    })
  }
  const { username, password, host: label } = url
  const pieces = [username, password, ...url.pathname.split('/'), ...url.searchParams.values()]
  const secrets = pieces
    .flatMap((piece) => [piece, decoded(piece)])
    .filter((piece) => piece.length >= SECRET_LENGTH_LEAST)
  const authorization = username || password ? `Basic ${btoa(`${decoded(username)}:${decoded(password)}`)}` : undefined
  url.username = ''
  url.password = ''
  return {
    href: url.href,
    authorization,
    label,
    redact: (from) => secrets.reduce((left, secret) => left.replaceAll(secret, '…'), from),
  }
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece)
  } catch {
    return piece
  }
}
