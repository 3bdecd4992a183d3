import { HDKey } from '@scure/bip32'
import { entropyToMnemonic, mnemonicToEntropy, mnemonicToSeed } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { Random } from '@sonm/common'
import { fail } from '@sonm/model'
import { wipe } from './password.ts'

/** BIP-39 allows these; ours have 12 or 24. */
const WORD_COUNTS = [12, 15, 18, 21, 24]
const MAX_INDEX = 2 ** 31 - 1

/** What a mnemonic stands for: 16 bytes for 12 words, 32 for 24. */
export function createEntropy(words: 12 | 24, random: Random): Uint8Array {
  return random.bytes(words === 12 ? 16 : 32)
}

/** The words of BIP-39, in English. */
export function entropyToWords(entropy: Uint8Array): string {
  return entropyToMnemonic(entropy, wordlist)
}

/**
 * Reads a mnemonic as people write it down: any case, any white space, the checksum right.
 * @throws MNEMONIC_INVALID, which repeats none of the words
 */
export function wordsToEntropy(text: string): Uint8Array {
  const words = text.normalize('NFKD').toLowerCase().trim().split(/\s+/)
  if (!WORD_COUNTS.includes(words.length)) {
    throw fail('MNEMONIC_INVALID', { reason: `it has ${words[0] === '' ? 0 : words.length} words, not 12 or 24` })
  }
  const at = words.findIndex((word) => !wordlist.includes(word))
  if (at >= 0) throw fail('MNEMONIC_INVALID', { reason: `word ${at + 1} is not in the list of BIP-39` })
  try {
    return mnemonicToEntropy(words.join(' '), wordlist)
  } catch {
    // The library's error may hold the words.
    throw fail('MNEMONIC_INVALID', { reason: 'its checksum does not fit: a word is wrong, or two are swapped' })
  }
}

/** The path of an account as wallets of Ethereum count them (BIP-44): the first has index 0. @throws INPUT_INVALID */
export function accountPath(index: number): string {
  if (!Number.isInteger(index) || index < 0 || index > MAX_INDEX) {
    throw fail('INPUT_INVALID', { field: 'index', reason: `it must be a whole number from 0 to ${MAX_INDEX}` })
  }
  return `m/44'/60'/0'/0/${index}`
}

export function isAccountPath(path: string): boolean {
  return /^m(\/(0|[1-9][0-9]{0,9})'?){1,10}$/.test(path)
}

/** The private key at a path (BIP-32) under a mnemonic and its passphrase, '' where there is none. */
export async function deriveKey(entropy: Uint8Array, passphrase: string, path: string): Promise<Uint8Array> {
  const seed = await mnemonicToSeed(entropyToWords(entropy), passphrase)
  const root = HDKey.fromMasterSeed(seed)
  const child = root.derive(path)
  try {
    return Uint8Array.from(child.privateKey!)
  } finally {
    wipe(seed)
    root.wipePrivateData()
    child.wipePrivateData()
  }
}
