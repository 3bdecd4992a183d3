import { Command } from 'commander'
import { expect, test } from 'vitest'
import { type WebStartOptions, webOf, withWeb } from './web-options.ts'

const listen = { host: '0.0.0.0', port: 15010 }
const parse = (...words: string[]) =>
  webOf(
    withWeb(new Command().exitOverride().configureOutput({ writeErr: () => {} }))
      .parse(words, { from: 'user' })
      .opts<WebStartOptions>(),
    listen,
  )

test('no browser is let in unless a port is given, and without a certificate only those of this machine', () => {
  expect(parse()).toBeUndefined()
  expect(parse('--web-port', '15011', '--web-origin', 'https://app.example.org')).toEqual({
    host: '127.0.0.1',
    port: 15011,
    origins: ['https://app.example.org'],
  })
})

test('half a certificate, one that is not there, and what is no origin are refused', () => {
  const invalid = expect.objectContaining({ code: 'INPUT_INVALID' })
  expect(() => parse('--web-port', '1', '--web-cert', 'a.pem')).toThrow(invalid)
  // Whoever forgets the port would think that pages are let in.
  for (const words of [
    ['--web-cert', 'a.pem'],
    ['--web-key', 'a.pem'],
    ['--web-origin', 'https://app.example.org'],
  ]) {
    expect(() => parse(...words)).toThrow(new RegExp(`^${words[0]}: it says nothing without --web-port`))
  }
  expect(() => parse('--web-port', '1', '--web-cert', '/nowhere/a.pem', '--web-key', '/nowhere/b.pem')).toThrow(invalid)
  for (const origin of ['*', 'app.example.org', 'https://app.example.org/path', 'null']) {
    expect(() => parse('--web-origin', origin)).toThrow()
  }
})
