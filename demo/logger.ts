import { type DestinationStream, type Logger, pino } from 'pino'
import type { ServiceMetrics } from './service-metrics.ts'

/** A JSON logger that counts what it writes: an error rate by log level needs no log pipeline. */
export function createLogger(
  level: string,
  logEvents: ServiceMetrics['logEvents'],
  destination: DestinationStream,
): Logger {
  const logger = pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, method, levelNumber) {
          logEvents.inc({ level: pino.levels.labels[levelNumber] ?? 'info' })
          method.apply(this, args)
        },
      },
    },
    destination,
  )
  return logger
}
