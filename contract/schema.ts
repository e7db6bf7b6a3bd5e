import * as z from 'zod'
import { endpointSchema, latencyTargetsSchema } from './endpoints.ts'
import { journeysSchema } from './journeys.ts'
import {
  budgetsSchema,
  regressionSchema,
  resourcesSchema,
  soakSchema,
  throughputSchema,
  triggerSchema,
} from './limits.ts'
import { profileSchema } from './profiles.ts'
import { scheduleSchema } from './schedules.ts'
import { notifySchema, safetySchema, serviceSchema } from './service.ts'

/** The whole performance contract. Strict everywhere: a typo is a problem, never ignored. */
export const contractSchema = z.strictObject({
  service: serviceSchema,
  /** Latency targets by kind of operation (health, read-light, write-heavy ...). */
  categories: z.record(z.string(), latencyTargetsSchema).default({}),
  endpoints: z.array(endpointSchema).min(1, 'want at least one endpoint'),
  journeys: journeysSchema,
  budgets: budgetsSchema.default({ errorRatio: [] }),
  throughput: throughputSchema.optional(),
  resources: resourcesSchema.default({}),
  profiles: z.record(z.string(), profileSchema),
  soak: soakSchema.optional(),
  regression: regressionSchema.optional(),
  triggers: z.array(triggerSchema).default([]),
  schedules: z.array(scheduleSchema).default([]),
  notify: notifySchema.default({}),
  safety: safetySchema.prefault({}),
})

/** A contract as a user writes it: durations are strings, defaults may be left out. */
export type ContractInput = z.input<typeof contractSchema>

/** A contract as the program reads it: durations in milliseconds, defaults filled in. */
export type Contract = z.output<typeof contractSchema>
