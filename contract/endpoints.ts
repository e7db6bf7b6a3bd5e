import * as z from 'zod'
import { milliseconds, name } from './fields.ts'

const PERCENTILES = ['p50Ms', 'p95Ms', 'p99Ms', 'maxMs'] as const

/** Latency targets in milliseconds. `avgMs` is accepted because documents use it; the linter advises against it. */
export const latencyTargetsSchema = z
  .strictObject({
    p50Ms: milliseconds.optional(),
    p95Ms: milliseconds.optional(),
    p99Ms: milliseconds.optional(),
    maxMs: milliseconds.optional(),
    avgMs: milliseconds.optional(),
  })
  .superRefine((targets, issues) => {
    const given = PERCENTILES.filter((p) => targets[p] !== undefined)
    if (given.length === 0 && targets.avgMs === undefined) {
      issues.addIssue({
        code: 'custom',
        message: 'want at least one of p50Ms, p95Ms, p99Ms, maxMs',
      })
    }
    const values = given.map((p) => targets[p] ?? 0)
    if (values.some((value, i) => i > 0 && value < (values[i - 1] ?? 0))) {
      const got = given.map((p, i) => `${p} ${values[i]}`).join(', ')
      const message = `want p50 <= p95 <= p99 <= max, got ${got} (milliseconds)`
      issues.addIssue({ code: 'custom', message })
    }
  })
export type LatencyTargets = z.infer<typeof latencyTargetsSchema>

const status = z
  .number()
  .int()
  .min(100, 'want an HTTP status 100-599')
  .max(599, 'want an HTTP status 100-599')

/** What a response must show to count as `ok`; a failed check is the outcome `check`. */
export const checksSchema = z.strictObject({
  status: z.union([status, z.array(status).min(1)]).optional(),
  bodyIncludes: z.string().min(1).optional(),
  /** JSON path with dots and indexes (`items[0].id`) -> the value it must have, or true for "is present". */
  json: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  /** Header name in lower case -> text its value must contain. */
  header: z.record(z.string(), z.string()).optional(),
  maxBodyBytes: z.number().int().positive().optional(),
  maxLatencyMs: milliseconds.optional(),
})
export type Checks = z.infer<typeof checksSchema>

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

export const endpointSchema = z.strictObject({
  name,
  method: z.enum(METHODS).default('GET'),
  /** The route template, as the service's router writes it: `/agents/:agentId/tasks`. Becomes `http_route`. */
  path: z.string().regex(/^\/\S*$/, "want a path template that starts with '/'"),
  category: name.optional(),
  /** Own targets; each wins over the category's. */
  latency: latencyTargetsSchema.optional(),
  checks: checksSchema.optional(),
  /** Statuses that count as ok; default: any of 200-399. */
  expectedStatuses: z.array(status).min(1).optional(),
  /** Share above the target at which a latency objective fails: 0.5 fails beyond 1.5 x target (B7). Default 0. */
  warnMargin: z.number().min(0, 'want a share of the target, 0 or more').max(10).optional(),
})
export type Endpoint = z.infer<typeof endpointSchema>
