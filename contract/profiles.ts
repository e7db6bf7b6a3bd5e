import * as z from 'zod'
import { durationText, inMs } from './durations.ts'
import { latencyTargetsSchema } from './endpoints.ts'
import { count, name } from './fields.ts'
import { tagsSchema, thinkTimeSchema } from './journeys.ts'
import { budgetsSchema, throughputSchema } from './limits.ts'

/** What a profile may be asked to decide. What it does not name is printed "not judged". */
export const JUDGEMENTS = [
  'checks', // every check of every request held
  'health', // the health path answered ok before and after
  'metrics', // the service's own series are in Prometheus
  'p50',
  'p95',
  'p99',
  'max',
  'error-ratio',
  'throughput',
  'resources',
  'recovery',
  'leak',
  'regression',
] as const
export type Judgement = (typeof JUDGEMENTS)[number]

/** One stretch of load. `users` or `ratePerSecond` is the level reached at its end, from the level before. */
export const stageSchema = z
  .strictObject({
    phase: name,
    duration: durationText,
    users: z.number().int().min(0).optional(),
    ratePerSecond: z.number().min(0).optional(),
    /** `ramp` moves linearly from the level before (default), `step` jumps at once. */
    shape: z.enum(['ramp', 'step']).default('ramp'),
  })
  .transform(inMs('duration'))
export type Stage = z.infer<typeof stageSchema>

/** What must be over how soon: P95 back within its lines so long after the end of a phase (A9, C10). */
const recoverySchema = z
  .strictObject({ afterPhase: name, within: durationText })
  .transform(inMs('within'))
export type Recovery = z.infer<typeof recoverySchema>

const profileFields = z.strictObject({
  description: z.string().optional(),
  /** closed: so many users, each waits for its answer. open: so many arrivals a second, whatever the answers do. */
  model: z.enum(['closed', 'open']),
  users: count.optional(),
  /** Users started per second (Locust's spawn rate). */
  spawnRate: z.number().positive().optional(),
  ratePerSecond: z.number().positive().optional(),
  /** uniform (the default): evenly spaced, so many exactly. poisson: at random, so many on average, as independent visitors. */
  arrivals: z.enum(['uniform', 'poisson']).optional(),
  /** Time to reach `ratePerSecond`, inside `duration`. */
  rampUp: durationText.optional(),
  duration: durationText.optional(),
  /** Most connections of an open profile; a closed one has one a user. */
  connections: count.optional(),
  /** Ends the run early after so many journeys (a smoke test's 10 requests). */
  iterations: count.optional(),
  stages: z.array(stageSchema).min(1).optional(),
  /** Left out of every verdict, at the start of the run. */
  warmUp: durationText.optional(),
  /** Replaces the think time of every user class. */
  thinkTime: thinkTimeSchema.optional(),
  requestTimeout: durationText.default(10_000),
  /** false: a new connection for every request, which asks for its end (k6's noConnectionReuse). */
  keepAlive: z.boolean().default(true),
  recovery: recoverySchema.optional(),
  judges: z.array(z.enum(JUDGEMENTS)).min(1).readonly(),
  /** A latency objective is not judged where the plan sends an endpoint fewer requests than this. */
  minPlannedRequests: z
    .strictObject({
      p50: count.optional(),
      p95: count.optional(),
      p99: count.optional(),
      max: count.optional(),
    })
    .optional(),
  /** Own targets of this profile, for every endpoint; win over endpoint and category. */
  latency: latencyTargetsSchema.optional(),
  budgets: budgetsSchema.pick({ errorRatio: true }).optional(),
  throughput: throughputSchema.optional(),
  tags: tagsSchema.optional(),
})

type ProfileFields = z.infer<typeof profileFields>

/** Fields that a profile of this model would ignore, and what it takes instead. */
const OF_THE_OTHER_MODEL = {
  closed: [
    ['ratePerSecond', 'users'],
    ['rampUp', 'spawnRate'],
    ['arrivals', 'users'],
    ['connections', 'users'],
  ],
  open: [
    ['users', 'ratePerSecond'],
    ['spawnRate', 'rampUp'],
  ],
} as const

/** The mistakes a single profile can hold, as (field, message). */
function profileProblems(profile: ProfileFields): [string, string][] {
  return [...loadProblems(profile), ...recoveryProblems(profile)]
}

function loadProblems(profile: ProfileFields): [string, string][] {
  const level = profile.model === 'closed' ? 'users' : 'ratePerSecond'
  const foreign = profile.model === 'closed' ? 'ratePerSecond' : 'users'
  const problems = OF_THE_OTHER_MODEL[profile.model]
    .filter(([field]) => profile[field] !== undefined)
    .map(([field, instead]): [string, string] => [
      field,
      `a profile of the ${profile.model} model takes ${instead}`,
    ])
  if (profile.stages) {
    for (const field of ['users', 'spawnRate', 'ratePerSecond', 'rampUp', 'duration'] as const) {
      if (profile[field] !== undefined)
        problems.push([field, 'stages already say this: remove one'])
    }
    profile.stages.forEach((stage, i) => {
      if (stage[level] === undefined) {
        problems.push([`stages.${i}`, `want ${level} in every stage of the ${profile.model} model`])
      }
      if (stage[foreign] !== undefined) {
        problems.push([`stages.${i}.${foreign}`, `the ${profile.model} model takes ${level}`])
      }
    })
  } else {
    if (profile[level] === undefined) problems.push([level, 'want this, or stages'])
    if (profile.duration === undefined) problems.push(['duration', 'want this, or stages'])
  }
  return problems
}

/** Recovery is judged from what is measured after the phase and the time allowed, so there must be such a time. */
function recoveryProblems({ judges, recovery, stages = [] }: ProfileFields): [string, string][] {
  if (recovery === undefined) {
    const asked = judges.includes('recovery')
    return asked ? [['recovery', 'want afterPhase and within: judges asks for recovery']] : []
  }
  const last = stages.findLastIndex(({ phase }) => phase === recovery.afterPhase)
  if (last < 0) {
    return [['recovery.afterPhase', `no stage is called ${JSON.stringify(recovery.afterPhase)}`]]
  }
  const afterMs = stages.slice(last + 1).reduce((sum, stage) => sum + stage.durationMs, 0)
  if (afterMs > recovery.withinMs) return []
  const message = `want stages of more than this after ${recovery.afterPhase}, which judge what has recovered by then`
  return [['recovery.within', message]]
}

export const profileSchema = profileFields
  .superRefine((profile, issues) => {
    for (const [field, message] of profileProblems(profile)) {
      issues.addIssue({ code: 'custom', path: field.split('.'), message })
    }
  })
  .transform(inMs('rampUp', 'duration', 'warmUp', 'requestTimeout'))
export type Profile = z.infer<typeof profileSchema>
