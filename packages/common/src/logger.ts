import { createRequire } from 'node:module'
import { destination, pino } from 'pino'
import type PinoPretty from 'pino-pretty'
import { logLine } from './log-line.ts'

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** A log line is a short message plus fields. */
export interface Logger {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
  debug(fields: object, message: string): void
  child(fields: object): Logger
}

/** Standard error. */
const STDERR = 2

/**
 * On standard error: JSON lines, or on a terminal lines for people. Fields that may hold a secret are blanked.
 * @param options.json JSON lines on a terminal too
 */
export function createLogger(options: { role: string; level: LogLevel; json?: boolean }): Logger {
  const stream = process.stderr.isTTY && options.json !== true ? forPeople() : destination({ dest: STDERR, sync: true })
  // A log that cannot be written, on a full disk say, must not end the daemon.
  stream.on('error', () => {})
  return pino(
    {
      base: { role: options.role },
      level: options.level,
      redact: ['*.password', '*.privateKey', '*.token', 'password', 'privateKey', 'token'],
      serializers: { err: pino.stdSerializers.errWithCause },
    },
    stream,
  )
}

function forPeople() {
  // Loaded here, for few processes need it.
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof PinoPretty
  return pretty({
    destination: STDERR,
    sync: true,
    colorize: true,
    translateTime: 'SYS:HH:MM:ss',
    hideObject: true,
    messageFormat: (line) => logLine(line, process.stderr.columns || undefined),
  })
}

export const silentLogger: Logger = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silentLogger,
}
