import { destination, pino } from 'pino'

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** A log line is a short message plus fields. */
export interface Logger {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
  debug(fields: object, message: string): void
  child(fields: object): Logger
}

/** JSON lines on standard error, or appended to a file. Fields that may hold a secret are blanked. */
export function createLogger(options: { role: string; level: LogLevel; file?: string }): Logger {
  return pino(
    {
      base: { role: options.role },
      level: options.level,
      redact: ['*.password', '*.privateKey', '*.token', 'password', 'privateKey', 'token'],
      serializers: { err: pino.stdSerializers.errWithCause },
    },
    options.file ? destination({ dest: options.file, sync: true, mkdir: true }) : destination({ dest: 2, sync: true }),
  )
}

export const silentLogger: Logger = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silentLogger,
}
