import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { HttpProblem } from '../http-problem.ts'
import { type Deadline, type Fault, fault } from './fault.ts'
import { choiceParam, optionalParam, wholeNumberParam } from './fault-params.ts'

/** Where the crashes still to come are kept: a process that ends cannot remember them itself. */
const key = 'fault:crash'
/** A loop that nobody switches off ends after an hour at the latest. */
const longestSeconds = 3600

/** Long enough for the answer to who switched it on. */
const defaultAfterMs = 100

type Signal = 'SIGKILL' | 'SIGABRT' | 'SIGSEGV'

interface Params {
  readonly afterMs: number
  readonly exitCode: number | undefined
  readonly signal: Signal | undefined
  readonly times: number
}

/**
 * Ends the process without a goodbye: with an exit code, or by a signal it cannot refuse. Whoever restarts it (a
 * container's policy, a drill) gets the next crash, `times` in all: the count is taken down before each, in Redis.
 */
export function crashFault(redis: Redis, logger: Logger): Fault {
  let timer: NodeJS.Timeout | undefined
  let crashesLeft = 0
  return fault<Params>({
    name: 'crash',
    rules: {
      afterMs: wholeNumberParam(0, 600_000, defaultAfterMs),
      exitCode: optionalParam(wholeNumberParam(0, 255)),
      signal: optionalParam(choiceParam<Signal>(['SIGKILL', 'SIGABRT', 'SIGSEGV'])),
      times: wholeNumberParam(1, 100, 1),
    },
    check: ({ exitCode, signal }) =>
      exitCode !== undefined && signal !== undefined
        ? 'a process ends with exitCode or by signal, not both'
        : undefined,
    start: async (params) => {
      await remember(redis, params)
      crashesLeft = params.times
      timer = setTimeout(end, params.afterMs, params, logger)
    },
    stop: async () => {
      clearTimeout(timer)
      crashesLeft = 0
      // Redis away: what is left there ends by its own time.
      await redis.del(key).catch(() => undefined)
    },
    state: () => ({ crashesLeft }),
    resume: async () => {
      const [text, leftMs] = await Promise.all([redis.get(key), redis.pttl(key)])
      if (text === null || leftMs <= 0) return undefined
      return { ...(JSON.parse(text) as object), forSeconds: Math.max(1, leftMs / 1000) }
    },
  })
}

/** Counts this crash as done before it happens: an end that comes early shortens a loop, never lengthens it. */
async function remember(redis: Redis, params: Params & Deadline): Promise<void> {
  const { forSeconds = longestSeconds, ...rest } = params
  const next = JSON.stringify({ ...rest, times: params.times - 1 })
  const seconds = Math.ceil(Math.min(forSeconds, longestSeconds))
  try {
    await (params.times > 1 ? redis.set(key, next, 'EX', seconds) : redis.del(key))
  } catch (cause) {
    const text = 'crash needs Redis, which keeps the count of crashes'
    throw new HttpProblem(409, 'fault_not_started', text, { cause })
  }
}

function end({ exitCode = 1, signal }: Params, logger: Logger): void {
  logger.fatal({ exitCode, signal }, 'ended by the crash fault')
  if (signal) process.kill(process.pid, signal)
  else process.exit(exitCode)
}
