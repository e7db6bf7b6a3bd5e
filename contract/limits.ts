import * as z from 'zod'
import { durationText, inMs } from './durations.ts'
import { bytes, count, inOrder, milliseconds, name, ratio } from './fields.ts'

const objective = z
  .strictObject({
    /** Share of requests that must be good, e.g. 0.999. */
    objectiveRatio: z.number().gt(0.5).lt(1, 'want an objective below 1: 1 leaves no error budget'),
    window: durationText,
  })
  .transform(inMs('window'))

/** Error budgets: a long window for production, and error ratios per load level for runs. */
export const budgetsSchema = z.strictObject({
  availability: objective.optional(),
  /** Share of bad requests a run may show, by load. The entry with the least `upToUsers` that covers the load counts. */
  errorRatio: z
    .array(
      z
        .strictObject({
          upToUsers: count.optional(),
          upToRatePerSecond: z.number().positive().optional(),
          maxRatio: ratio,
          /** Above this the objective fails; between maxRatio and this it warns. Default: maxRatio. */
          failRatio: ratio.optional(),
        })
        .superRefine(inOrder('maxRatio', 'failRatio', 'ratio')),
    )
    .default([]),
})
export type Budgets = z.infer<typeof budgetsSchema>

/** Ok responses a second in the hold: target = warn line, minimum = fail line (A3). */
export const throughputSchema = z
  .strictObject({ targetPerSecond: z.number().positive(), minPerSecond: z.number().positive() })
  .superRefine(inOrder('minPerSecond', 'targetPerSecond', 'requests per second'))
export type Throughput = z.infer<typeof throughputSchema>

const ratioLimit = { warnRatio: ratio, limitRatio: ratio }

/** Resource limits: `warn` lights the warning, beyond `limit` the objective fails. */
export const resourcesSchema = z.strictObject({
  /** Process CPU time per second over `cores`, else the cgroup's quota, else the host's cores. */
  cpu: z
    .strictObject({ ...ratioLimit, cores: z.number().positive().optional() })
    .superRefine(inOrder('warnRatio', 'limitRatio', 'ratio'))
    .optional(),
  /** Resident set size over `limitBytes`. */
  memory: z
    .strictObject({ ...ratioLimit, limitBytes: bytes })
    .superRefine(inOrder('warnRatio', 'limitRatio', 'ratio'))
    .optional(),
  /** Server-side connections (`postgresql_backends`). */
  dbConnections: z
    .strictObject({ warn: count, limit: count })
    .superRefine(inOrder('warn', 'limit', 'connections'))
    .optional(),
  /** P95 of the time a request waits for a pooled connection. */
  dbPoolWait: z
    .strictObject({ warnMs: milliseconds, limitMs: milliseconds })
    .superRefine(inOrder('warnMs', 'limitMs', 'milliseconds'))
    .optional(),
  /** P95 of a database query (A10, C6). */
  dbQuery: z
    .strictObject({ warnMs: milliseconds, limitMs: milliseconds })
    .superRefine(inOrder('warnMs', 'limitMs', 'milliseconds'))
    .optional(),
  redisMemory: z
    .strictObject({ warnBytes: bytes, limitBytes: bytes })
    .superRefine(inOrder('warnBytes', 'limitBytes', 'bytes'))
    .optional(),
  /** Hits over lookups; a floor, so warn lies above limit. */
  cacheHitRatio: z
    .strictObject({ warnRatio: ratio, limitRatio: ratio })
    .superRefine(inOrder('limitRatio', 'warnRatio', 'ratio'))
    .optional(),
  /** P99 of the event-loop delay, less the monitor's own resolution. */
  eventLoopDelay: z
    .strictObject({ warnMs: milliseconds, limitMs: milliseconds })
    .superRefine(inOrder('warnMs', 'limitMs', 'milliseconds'))
    .optional(),
  /** Bytes received and sent a second by the host the poller lives on, loopback and bridges left out. */
  networkIo: z
    .strictObject({ warnBytesPerSecond: bytes, limitBytesPerSecond: bytes })
    .superRefine(inOrder('warnBytesPerSecond', 'limitBytesPerSecond', 'bytes per second'))
    .optional(),
  /** Bytes read and written a second by the whole disks of that host. */
  diskIo: z
    .strictObject({ warnBytesPerSecond: bytes, limitBytesPerSecond: bytes })
    .superRefine(inOrder('warnBytesPerSecond', 'limitBytesPerSecond', 'bytes per second'))
    .optional(),
})
export type Resources = z.infer<typeof resourcesSchema>

/** Growth a soak may show per 24 h: ratios of the start value, or counts. */
export const soakSchema = z.strictObject({
  growthPer24h: z.strictObject({
    heapRatio: ratio.optional(),
    rssRatio: ratio.optional(),
    handles: z.number().min(0).optional(),
    dbConnections: z.number().min(0).optional(),
    latencyRatio: ratio.optional(),
  }),
  /** Known fills (a cache, a JIT) during which growth is expected. */
  warmUps: z
    .array(z.strictObject({ name, duration: durationText }).transform(inMs('duration')))
    .default([]),
})
export type Soak = z.infer<typeof soakSchema>

/** When a run counts as a regression against its baseline. */
export const regressionSchema = z.strictObject({
  toleranceRatio: ratio,
  /** `last-pass`: the newest passing run of the profile; or the name of a stored baseline. */
  baseline: z.string().min(1).default('last-pass'),
})
export type Regression = z.infer<typeof regressionSchema>

/** A scaling trigger (E10): the signal stays above the line for the duration. */
export const triggerSchema = z
  .strictObject({
    name,
    signal: z.enum(['p95-ms', 'rate-per-second', 'error-ratio', 'cpu-ratio']),
    above: z.number().positive(),
    for: durationText,
  })
  .transform(inMs('for'))
export type Trigger = z.infer<typeof triggerSchema>
