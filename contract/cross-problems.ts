import { name } from './fields.ts'
import type { Problem } from './problem.ts'

type Fields = Readonly<Record<string, unknown>>

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * Problems between fields: names that point nowhere, twins, variables nobody fills.
 * Reads the contract loosely, so that these are found even while single fields are still wrong.
 */
export function crossProblems(input: unknown): Problem[] {
  const contract = fields(input)
  const endpoints = list(contract.endpoints).map(fields)
  const journeys = fields(contract.journeys)
  const profiles = Object.keys(fields(contract.profiles))
  return [
    ...misnamed('categories', contract.categories),
    ...misnamed('profiles', contract.profiles),
    ...twins('endpoints', endpoints),
    ...routeTwins(endpoints),
    ...unknownCategories(endpoints, Object.keys(fields(contract.categories))),
    ...twins('journeys.feeders', list(journeys.feeders).map(fields)),
    ...twins('journeys.userClasses', list(journeys.userClasses).map(fields)),
    ...stepProblems(journeys, endpoints),
    ...twins('schedules', list(contract.schedules).map(fields)),
    ...list(contract.schedules).flatMap((schedule, i) => {
      const profile = text(fields(schedule).profile)
      return unknown(`schedules.${i}.profile`, 'profile', profile, profiles)
    }),
    ...twins('triggers', list(contract.triggers).map(fields)),
  ]
}

function misnamed(path: string, record: unknown): Problem[] {
  return Object.keys(fields(record)).flatMap((key) => {
    const result = name.safeParse(key)
    const message = `${result.error?.issues[0]?.message}, got ${JSON.stringify(key)}`
    return result.success ? [] : [{ path: `${path}.${key}`, message }]
  })
}

function twins(path: string, items: readonly Fields[]): Problem[] {
  const seen = new Set<string>()
  return items.flatMap((item, i) => {
    const own = text(item.name)
    if (own === '' || !seen.has(own)) {
      seen.add(own)
      return []
    }
    return [{ path: `${path}.${i} (${own})`, message: 'want a name of its own, this one is taken' }]
  })
}

function routeTwins(endpoints: readonly Fields[]): Problem[] {
  const seen = new Map<string, string>()
  return endpoints.flatMap((endpoint, i) => {
    const path = text(endpoint.path)
    if (path === '') return []
    const route = `${text(endpoint.method) || 'GET'} ${path.replaceAll(/:\w+/g, ':x')}`
    const twin = seen.get(route)
    if (twin === undefined) {
      seen.set(route, text(endpoint.name))
      return []
    }
    const message = `want a route of its own, ${route} is already ${twin}: their series could not be told apart`
    return [{ path: `endpoints.${i} (${text(endpoint.name)}).path`, message }]
  })
}

function unknownCategories(endpoints: readonly Fields[], categories: readonly string[]): Problem[] {
  return endpoints.flatMap((endpoint, i) => {
    const path = `endpoints.${i} (${text(endpoint.name)})`
    if (endpoint.category === undefined && endpoint.latency === undefined) {
      return [{ path, message: 'want a category or own latency targets' }]
    }
    return unknown(`${path}.category`, 'category', text(endpoint.category), categories)
  })
}

function unknown(path: string, kind: string, name: string, known: readonly string[]): Problem[] {
  if (name === '' || known.includes(name)) return []
  return [
    {
      path,
      message: `no ${kind} is called ${JSON.stringify(name)}; there are: ${known.join(', ') || 'none'}`,
    },
  ]
}

function stepProblems(journeys: Fields, endpoints: readonly Fields[]): Problem[] {
  const feeders = list(journeys.feeders).map(fields)
  const fed = new Set(feeders.flatMap(fedVariables))
  const openFeeders = feeders.some((feeder) => 'csvFile' in feeder || 'jsonFile' in feeder)
  const scope = { endpoints, openFeeders }
  return list(journeys.userClasses).flatMap((raw, c) => {
    const userClass = fields(raw)
    const path = `journeys.userClasses.${c}`
    const ofClass = { ...scope, cookies: userClass.cookies === true }
    const setup = sequenceProblems(`${path}.setup`, userClass.setup, fed, ofClass)
    const then = list(userClass.journeys).map((journey, j) => {
      const label = `${path}.journeys.${j} (${text(fields(journey).name)})`
      return sequenceProblems(label, journey, setup.filled, ofClass)
    })
    const teardown = sequenceProblems(`${path}.teardown`, userClass.teardown, setup.filled, ofClass)
    return [setup, ...then, teardown].flatMap(({ problems }) => problems)
  })
}

interface StepScope {
  readonly endpoints: readonly Fields[]
  /** Some variables come from files that are not read here. */
  readonly openFeeders: boolean
  readonly cookies: boolean
}

/** Problems of steps in their order, and the variables that are filled when they are done. */
function sequenceProblems(
  path: string,
  sequence: unknown,
  before: ReadonlySet<string>,
  { endpoints, openFeeders, cookies }: StepScope,
): { problems: Problem[]; filled: ReadonlySet<string> } {
  const filled = new Set(before)
  const names = endpoints.map((endpoint) => text(endpoint.name))
  const problems = list(fields(sequence).steps).flatMap((raw, s) => {
    const step = fields(raw)
    const own = `${path}.steps.${s}`
    const endpoint = endpoints.find((each) => each.name === step.endpoint)
    const found = [
      ...unknown(`${own}.endpoint`, 'endpoint', text(step.endpoint), names),
      ...paramProblems(own, step, endpoint),
      ...(openFeeders ? [] : unfilled(own, step, filled)),
      ...(cookies ? ownCookies(own, step) : []),
    ]
    for (const name of Object.keys(fields(step.extract))) filled.add(name)
    return found
  })
  return { problems, filled }
}

function ownCookies(path: string, step: Fields): Problem[] {
  const header = Object.keys(fields(step.headers)).find((name) => name.toLowerCase() === 'cookie')
  if (header === undefined) return []
  const message = 'the user class keeps cookies, which write this header: remove it, or cookies'
  return [{ path: `${path}.headers.${header}`, message }]
}

function fedVariables(feeder: Fields): string[] {
  if (typeof feeder.variable === 'string') return [feeder.variable]
  return list(feeder.rows).flatMap((row) => Object.keys(fields(row)))
}

function paramProblems(path: string, step: Fields, endpoint: Fields | undefined): Problem[] {
  if (!endpoint) return []
  const wanted = [...text(endpoint.path).matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
  const given = Object.keys(fields(step.params))
  return [
    ...wanted
      .filter((name) => !given.includes(name))
      .map((name) => ({
        path: `${path}.params`,
        message: `want a value for :${name} of ${text(endpoint.path)}`,
      })),
    ...given
      .filter((name) => !wanted.includes(name))
      .map((name) => ({
        path: `${path}.params.${name}`,
        message: `${text(endpoint.path)} has no :${name}`,
      })),
  ]
}

function unfilled(path: string, step: Fields, filled: ReadonlySet<string>): Problem[] {
  const { params, query, headers, body } = step
  const used = JSON.stringify({ params, query, headers, body }).matchAll(/\{\{\s*(\w+)\s*\}\}/g)
  const missing = new Set(
    [...used].map(([, name]) => name ?? '').filter((name) => !filled.has(name)),
  )
  return [...missing].map((name) => ({
    path,
    message: `{{${name}}} is filled by no feeder and no earlier extraction`,
  }))
}
