import { defineError } from '@sonm/common'

export const networkErrors = {
  PEER_UNREACHABLE: defineError<{ address: string; reason: string }>({
    kind: 'unavailable',
    about: 'No path to a peer worked; the reason names each path that was tried.',
    what: ({ address, reason }) => `${address} cannot be reached: ${reason}.`,
    todo: 'Check that it runs and that its announced endpoints are open, or choose another supplier.',
  }),
  PEER_IS_SUPPLIER: defineError<{ address: string; hubs: string }>({
    kind: 'invalid',
    about: 'A supplier was given where a peer was wanted: his account answers no calls, his hubs do.',
    what: ({ address, hubs }) =>
      `${address} is the account of a supplier, which answers no calls; his hubs do: ${hubs}.`,
    todo: 'Give the address of one of his hubs instead.',
  }),
  PEER_WRONG_KEY: defineError<{ expected: string; actual: string }>({
    kind: 'unauthenticated',
    about: 'Another key answered than the one that was dialled.',
    what: ({ expected, actual }) => `${expected} was dialled, and ${actual} answered.`,
    todo: 'Do not trust this endpoint; resolve the address again.',
  }),
  PEER_INVALID: defineError<{ text: string; reason: string }>({
    kind: 'invalid',
    about: 'A text that should name a peer does not.',
    what: ({ text, reason }) => `'${text}' is no peer: ${reason}.`,
    todo: 'Write it as 0xADDRESS@host:port.',
  }),
  ENDPOINT_INVALID: defineError<{ text: string; reason: string }>({
    kind: 'invalid',
    about: 'A text that should say where something listens does not.',
    what: ({ text, reason }) => `'${text}' is no endpoint: ${reason}.`,
    todo: 'Write it as host:port, such as 127.0.0.1:15010; an IPv6 host stands in brackets.',
  }),
  PEER_IDENTITY_INVALID: defineError<{ reason: string }>({
    kind: 'unauthenticated',
    about: 'The other side of a connection did not prove an Ethereum key.',
    what: ({ reason }) => `The peer did not prove who it is: ${reason}.`,
    todo: 'Check that the endpoint belongs to a SONM peer and that the clocks of both machines are right.',
  }),
  OWN_IDENTITY_REFUSED: defineError<{ reason: string }>({
    kind: 'unauthenticated',
    about: "A peer does not believe this machine's certificate.",
    what: ({ reason }) => `The peer refuses the certificate of this machine: ${reason}.`,
    todo: 'Set the clocks of both machines, by NTP for one; if they are right, check that both run versions that fit each other.',
  }),
  PEER_BUSY: defineError<{ what: string; limit: number }>({
    kind: 'exhausted',
    about: 'A peer serves no more connections or tunnels to this key at once.',
    what: ({ what, limit }) => `The peer allows ${limit} ${what} at once, and they are in use.`,
    todo: 'Close some, or wait until they end.',
    retryable: true,
  }),
  TUNNEL_REFUSED: defineError<{ protocol: string; reason: string }>({
    kind: 'denied',
    about: 'A peer does not serve the tunnel that was asked for.',
    what: ({ protocol, reason }) => `The peer refused a tunnel for '${protocol}': ${reason}.`,
    todo: 'Check that both sides run versions that fit each other.',
  }),
  CALL_TIMEOUT: defineError<{ peer: string }>({
    kind: 'timeout',
    about: 'A call was not answered before its deadline. Whether it was carried out is not known.',
    what: ({ peer }) => `${peer} did not answer in time.`,
    todo: 'Try again; calls that change something may be repeated safely.',
  }),
  CALL_CANCELED: defineError<{ peer: string }>({
    kind: 'canceled',
    about: 'A call was given up by its caller.',
    what: ({ peer }) => `The call to ${peer} was canceled.`,
    todo: 'Call again if the answer is still wanted.',
  }),
  MESSAGE_TOO_LARGE: defineError<{ peer: string; limit: string }>({
    kind: 'exhausted',
    about: 'A request or an answer is larger than the network carries in one message.',
    what: ({ peer, limit }) => `A message of a call to ${peer} is too large: ${limit}.`,
    todo: 'Ask for less at once, or send it in parts.',
  }),
  METHOD_UNKNOWN: defineError<{ peer: string }>({
    kind: 'not-found',
    about: 'The other side does not serve the called method: it has another role or an older version.',
    what: ({ peer }) => `${peer} does not serve this call.`,
    todo: 'Check that the address is the one of the intended service, and update the older side.',
  }),
  REMOTE_ERROR: defineError<{ peer: string; reason: string }>({
    kind: 'internal',
    about: 'The other side failed without saying more than a sentence.',
    what: ({ peer, reason }) => `${peer} failed: ${reason}.`,
    todo: 'Look into its log, or ask its operator.',
  }),
  WEB_SESSION_INVALID: defineError<{ reason: string }>({
    kind: 'unauthenticated',
    about: 'A call of a browser carries no session that its wallet has signed for this machine, or one that is over.',
    what: ({ reason }) => `The session of this page does not count: ${reason}.`,
    todo: 'Ask for a new challenge and sign it.',
  }),
  API_TOKEN_INVALID: defineError<Record<never, never>>({
    kind: 'unauthenticated',
    about: 'A request to the local API carries no token, or another one.',
    what: () => 'The token of the API is missing or wrong.',
    todo: 'Send `Authorization: Bearer TOKEN` with the token in the data directory of the node.',
  }),
}
