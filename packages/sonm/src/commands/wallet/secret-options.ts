import type { Command } from 'commander'
import type { SecretSource } from '../../home/secret-source.ts'
import { readDescriptor } from '../common.ts'

export interface PasswordOptions {
  readonly passwordFile?: string
  readonly passwordFd?: number
}

export interface PassphraseOptions {
  readonly passphrase?: boolean
  readonly passphraseFile?: string
  readonly passphraseFd?: number
}

export function withPassword(command: Command, whose: string): Command {
  return command
    .option('--password-file <file>', `a file with ${whose} (default: asked for)`)
    .option('--password-fd <number>', 'a descriptor to read it from, such as 3', readDescriptor)
}

export function withPassphrase(command: Command): Command {
  return command
    .option('--passphrase', 'ask for a passphrase that the mnemonic needs besides; it is kept nowhere')
    .option('--passphrase-file <file>', 'a file with that passphrase')
    .option('--passphrase-fd <number>', 'a descriptor to read that passphrase from', readDescriptor)
}

export const passwordSource = ({ passwordFile: file, passwordFd: fd }: PasswordOptions): SecretSource => ({ file, fd })
