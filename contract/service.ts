import * as z from 'zod'
import { durationText, inMs } from './durations.ts'
import { count, environmentVariable, name } from './fields.ts'

/** The service under contract and where it is. */
export const serviceSchema = z.strictObject({
  name,
  baseUrl: z.url({ protocol: /^https?$/, error: 'want an http:// or https:// URL' }),
  /** Environment variable that replaces `baseUrl`; one contract, several environments. */
  baseUrlEnv: environmentVariable.default('PLIMSOLL_TARGET'),
  healthPath: z.string().regex(/^\//, "want a path that starts with '/'").default('/health'),
  /** Where Prometheus scrapes the service; default: the collector's port on the same host. */
  metricsUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** `otel`: the collector's or OTLP's names. `prom-client`: a service that exposes only prom-client's defaults. */
  dialect: z.enum(['otel', 'prom-client']).default('otel'),
  /** Skip the verification of the target's TLS certificate. */
  insecure: z.boolean().default(false),
})
export type ServiceUnderTest = z.infer<typeof serviceSchema>

/** What a load generator may do: without these it would be a weapon (DESIGN.md section 9). */
export const safetySchema = z
  .strictObject({
    /** Hosts, host:port or CIDR ranges that may receive load; the resolved address must match too. */
    allowTargets: z.array(z.string().min(1)).min(1).default(['127.0.0.0/8', '::1', 'localhost']),
    maxUsers: count.default(10_000), // what one machine was measured to hold (reference: 10,000 users, 271 MiB)
    maxRatePerSecond: z.number().positive().default(20_000), // above what one core was measured to send
    maxDuration: durationText.default(26 * 3_600_000), // a 24 h soak and its ramps
    maxConnections: count.default(1024), // below the usual limit of 1024 to 4096 open files, less our own
  })
  .transform(inMs('maxDuration'))
export type Safety = z.infer<typeof safetySchema>

/** Where notifications go. Secrets stay in the environment: only the names of variables are written here. */
export const notifySchema = z.strictObject({
  webhook: z.strictObject({ urlEnv: environmentVariable }).optional(),
  slack: z.strictObject({ urlEnv: environmentVariable, channel: z.string().min(1) }).optional(),
  email: z
    .strictObject({ to: z.email(), from: z.email(), smarthostEnv: environmentVariable })
    .optional(),
  pagerduty: z.strictObject({ routingKeyEnv: environmentVariable }).optional(),
})
export type Notify = z.infer<typeof notifySchema>
