import * as z from 'zod'
import { durationText, inMs } from './durations.ts'
import { checksSchema } from './endpoints.ts'
import { name, variable } from './fields.ts'

/** Pause between two steps or tasks of one user. `{ distribution: 'none' }` is a user who never thinks. */
export const thinkTimeSchema = z.discriminatedUnion('distribution', [
  z.strictObject({ distribution: z.literal('none') }),
  z
    .strictObject({ distribution: z.literal('constant'), duration: durationText })
    .transform(inMs('duration')),
  z
    .strictObject({
      distribution: z.literal('uniform'),
      minimum: durationText,
      maximum: durationText,
    })
    .refine(({ minimum, maximum }) => minimum <= maximum, 'want minimum <= maximum')
    .transform(inMs('minimum', 'maximum')),
  z
    .strictObject({
      distribution: z.literal('normal'),
      mean: durationText,
      standardDeviation: durationText,
    })
    .transform(inMs('mean', 'standardDeviation')),
  z
    .strictObject({ distribution: z.literal('exponential'), mean: durationText })
    .transform(inMs('mean')),
])
export type ThinkTime = z.infer<typeof thinkTimeSchema>

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined
  } catch {
    return false
  }
}

/** Where a value for a later step comes from: exactly one of the three. */
export const extractionSchema = z.union([
  z.strictObject({ json: z.string().min(1) }),
  z.strictObject({ header: z.string().min(1) }),
  z.strictObject({ regex: z.string().min(1).refine(isPattern, 'want a regular expression') }),
])
export type Extraction = z.infer<typeof extractionSchema>

const scalar = z.union([z.string(), z.number(), z.boolean()])

/** Names and values that are kept with a run and shown beside what they speak of; they become no labels of series. */
export const tagsSchema = z.record(z.string().min(1), z.string())
export type Tags = z.infer<typeof tagsSchema>

const stepFields = z.strictObject({
  endpoint: name,
  /** Path parameter -> value or {{variable}}, for each `:parameter` of the endpoint's path. */
  params: z.record(z.string(), scalar).optional(),
  query: z.record(z.string(), scalar).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** A string is sent as it is; anything else as JSON. */
  body: z.json().optional(),
  extract: z.record(variable, extractionSchema).optional(),
  checks: checksSchema.optional(),
  thinkTime: thinkTimeSchema.optional(),
  /** Longest wait for its answer; else the profile's. */
  requestTimeout: durationText.optional(),
  tags: tagsSchema.optional(),
})

/** One request of a journey. Any text may hold {{variables}} from feeders or earlier extractions, and {{env.NAME}} from --env. */
export const stepSchema = stepFields.transform(inMs('requestTimeout'))
export type Step = z.infer<typeof stepSchema>

/** A weighted task of a user class: one step or several in order. */
export const journeySchema = z.strictObject({
  name,
  weight: z.number().positive('want a weight above 0'),
  steps: z.array(stepSchema).min(1, 'want at least one step'),
  tags: tagsSchema.optional(),
})
export type Journey = z.infer<typeof journeySchema>

/** What a user does once, without pauses: measured apart from its journeys. */
const onceSchema = z.strictObject({
  steps: z
    .array(stepFields.omit({ thinkTime: true }).transform(inMs('requestTimeout')))
    .min(1, 'want at least one step'),
})

const pick = z.enum(['sequential', 'random', 'unique']).default('random')

/** Test data: a range of whole numbers, inline rows, or a file with rows. Row fields become {{variables}}. */
export const feederSchema = z.union([
  z
    .strictObject({
      name,
      variable,
      range: z.tuple([z.number().int(), z.number().int()]),
      pick,
    })
    .refine(({ range: [from, to] }) => from <= to, 'want range [from, to] with from <= to'),
  z.strictObject({ name, rows: z.array(z.record(variable, scalar)).min(1), pick }),
  z.strictObject({ name, csvFile: z.string().min(1), pick }),
  z.strictObject({ name, jsonFile: z.string().min(1), pick }),
])
export type Feeder = z.infer<typeof feederSchema>

/** A kind of user: how often it occurs, what it does, how long it thinks. */
export const userClassSchema = z.strictObject({
  name,
  weight: z.number().positive('want a weight above 0'),
  thinkTime: thinkTimeSchema.default({ distribution: 'none' }),
  /** Keeps the cookies that answers set, as a browser would, as long as the user is there. */
  cookies: z.boolean().optional(),
  /** Before the first journey; what it extracts is known to all journeys of the user. */
  setup: onceSchema.optional(),
  /** When the user goes. */
  teardown: onceSchema.optional(),
  journeys: z.array(journeySchema).min(1, 'want at least one journey'),
})
export type UserClass = z.infer<typeof userClassSchema>

export const journeysSchema = z.strictObject({
  feeders: z.array(feederSchema).default([]),
  userClasses: z.array(userClassSchema).min(1, 'want at least one user class'),
})
export type Journeys = z.infer<typeof journeysSchema>
