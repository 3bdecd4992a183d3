import { defineError } from '@sonm/common'

/** Accounts, secrets, tokens and payments. */
export const walletErrors = {
  ACCOUNT_UNKNOWN: defineError<{ name: string; home: string }>({
    kind: 'not-found',
    about: 'The home has no account of this name.',
    what: ({ name, home }) => `${home} has no account '${name}'.`,
    todo: 'See `sonm wallet list` for those that there are, or make one with `sonm wallet create`.',
  }),
  ACCOUNT_EXISTS: defineError<{ name: string }>({
    kind: 'conflict',
    about: 'An account is never written over another one: that could destroy a key.',
    what: ({ name }) => `There is an account '${name}' already.`,
    todo: 'Choose another name.',
  }),
  MNEMONIC_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'The words are no BIP-39 mnemonic. They are shown nowhere.',
    what: ({ reason }) => `The mnemonic is not valid: ${reason}.`,
    todo: 'Compare it word by word with what was written down; the words are English, 12 or 24, and in order.',
  }),
  MNEMONIC_MISSING: defineError<{ name: string }>({
    kind: 'not-found',
    about: 'An account was made from a bare key, so there is no mnemonic that could be shown or derived from.',
    what: ({ name }) => `The account '${name}' has no mnemonic: it was made from a bare key.`,
    todo: 'Export it as a keystore or as a key, or make a new one with `sonm wallet create`.',
  }),
  MNEMONIC_NOT_NOTED: defineError<Record<never, never>>({
    kind: 'canceled',
    about: 'The words that were asked for were not those of the new mnemonic, so it was not written down.',
    what: () => 'These are not the words of the mnemonic; no account was made.',
    todo: 'Start again and write the words down; whoever loses them and the file loses the money.',
  }),
  SECRET_NEEDED: defineError<{ what: string; options: string }>({
    kind: 'invalid',
    about: 'A password or another secret is needed, and there is no terminal to ask on.',
    what: ({ what }) => `${what} is needed, and there is no terminal to ask on.`,
    todo: ({ options }) => `Give it in a file or by a descriptor: ${options}.`,
  }),
  SECRET_INVALID: defineError<{ what: string; reason: string }>({
    kind: 'invalid',
    about: 'A password or another secret that was given cannot be used. It is shown nowhere.',
    what: ({ what, reason }) => `${what} cannot be used: ${reason}.`,
    todo: 'Give it again.',
  }),
  SECRET_EXPOSED: defineError<{ path: string; mode: string }>({
    kind: 'denied',
    about: 'A file with a secret that opens a key can be read by other users of the machine.',
    what: ({ path, mode }) => `${path} can be read by other users of this machine (mode ${mode}).`,
    todo: ({ path }) =>
      `Take their rights away with \`chmod 600 ${path}\`; if others may have read it, make a new account and move the money.`,
  }),
  PAYEE_REFUSED: defineError<{ address: string; reason: string; advice: string }>({
    kind: 'invalid',
    about: 'What would be sent to this address would be lost.',
    what: ({ address, reason }) => `Nothing is sent to ${address}: ${reason}.`,
    todo: ({ advice }) => advice,
  }),
  PAYMENT_LINK_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'A payment link (EIP-681) cannot be read, or asks for something other than a plain payment.',
    what: ({ reason }) => `This is no payment link that can be followed: ${reason}.`,
    todo: 'Ask for a new link, such as `ethereum:0x…@1?value=1e18`; or give address and amount by hand.',
  }),
  PAYMENT_CHAIN_WRONG: defineError<{ wanted: string; actual: string }>({
    kind: 'conflict',
    about: 'A payment link is for another chain than the one that the node is on.',
    what: ({ wanted, actual }) => `The link is for chain ${wanted}, and the node is on chain ${actual}.`,
    todo: 'Pay it with a wallet on that chain, or ask for a link for this one.',
  }),
  TOKEN_INVALID: defineError<{ token: string; reason: string }>({
    kind: 'invalid',
    about: 'A contract is no ERC-20 token that can be paid with.',
    what: ({ token, reason }) => `${token} is no token that can be paid with: ${reason}.`,
    todo: 'Check the address of the token with those who issue it.',
  }),
  TOKEN_REFUSED: defineError<{ token: string; reason: string }>({
    kind: 'conflict',
    about: "A token's contract does not carry a transfer out.",
    what: ({ token, reason }) => `The token ${token} does not carry this out: ${reason}.`,
    todo: 'Look at the balance of the account; the rules of this token are its own, ask those who issue it.',
  }),
  TOKEN_INSUFFICIENT: defineError<{ account: string; needed: string; available: string }>({
    kind: 'exhausted',
    about: 'The account does not hold as much of a token as it should pay.',
    what: ({ account, needed, available }) => `${account} holds ${available}, and ${needed} are needed.`,
    todo: 'Give a smaller amount.',
  }),
  FAUCET_NEEDS_ETHER: defineError<{ account: string; where: string }>({
    kind: 'exhausted',
    about: 'Asking the faucet is a transaction, and the account has no Ether to pay for it.',
    what: ({ account }) => `${account} has no Ether, and asking the faucet costs a little gas.`,
    todo: ({ where }) => `Get test Ether first, which is free: ${where}.`,
  }),
  CONTACT_UNKNOWN: defineError<{ name: string }>({
    kind: 'not-found',
    about: 'Neither the address book nor the accounts of the home have such a name.',
    what: ({ name }) => `No contact and no account of the home is called '${name}'.`,
    todo: 'See `sonm wallet contacts list` and `sonm wallet list`, or give the address.',
  }),
  CONTACTS_INVALID: defineError<{ path: string; reason: string }>({
    kind: 'internal',
    about: 'The file of the address book cannot be read.',
    what: ({ path, reason }) => `The address book ${path} cannot be read: ${reason}.`,
    todo: 'Correct it, or move it away to begin with an empty one; it was left as it is.',
  }),
}
