import type { Logger } from 'pino'
import { type Fault, fault } from './fault.ts'
import { numberParam, wholeNumberParam } from './fault-params.ts'

/** Writes errors to the log that no request shows, as a failing background job would; ends at `maxLines`. */
export function logErrorsFault(logger: Logger): Fault {
  let timer: NodeJS.Timeout | undefined
  let writtenLines = 0
  return fault<{ linesPerSecond: number; maxLines: number }>({
    name: 'log-errors',
    rules: {
      linesPerSecond: numberParam(0.01, 100),
      maxLines: wholeNumberParam(1, 100_000, 10_000),
    },
    start: ({ linesPerSecond, maxLines }) => {
      writtenLines = 0
      timer = setInterval(() => {
        if (writtenLines >= maxLines) return clearInterval(timer)
        writtenLines += 1
        logger.error({ line: writtenLines }, 'logged by the log-errors fault')
      }, 1000 / linesPerSecond)
    },
    stop: () => clearInterval(timer),
    state: () => ({ writtenLines }),
  })
}
