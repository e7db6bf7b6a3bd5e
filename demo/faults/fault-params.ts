import { HttpProblem } from '../http-problem.ts'

/** What one parameter of a fault accepts; `fallback` makes it optional. */
export interface ParamRule<T> {
  readonly expects: string
  readonly accepts: (value: unknown) => value is T
  readonly fallback?: { readonly value: T }
}

export type ParamRules<P> = { readonly [K in keyof P]: ParamRule<P[K]> }

/** A number from `min` to `max`, both allowed. */
export function numberParam(min: number, max: number, fallback?: number): ParamRule<number> {
  return {
    expects: `a number from ${min} to ${max}`,
    accepts: (value): value is number => typeof value === 'number' && value >= min && value <= max,
    ...(fallback === undefined ? {} : { fallback: { value: fallback } }),
  }
}

export function wholeNumberParam(min: number, max: number, fallback?: number): ParamRule<number> {
  const rule = numberParam(min, max, fallback)
  return {
    ...rule,
    expects: `a whole number from ${min} to ${max}`,
    accepts: (value): value is number => rule.accepts(value) && Number.isInteger(value),
  }
}

/** One of a few words. */
export function choiceParam<T extends string>(choices: readonly T[]): ParamRule<T> {
  return {
    expects: `one of ${choices.join(', ')}`,
    accepts: (value): value is T => choices.some((choice) => choice === value),
  }
}

/** The same rule for a parameter that may be left out and then means nothing at all. */
export function optionalParam<T>(rule: ParamRule<T>): ParamRule<T | undefined> {
  return { ...rule, fallback: { value: undefined } }
}

/** A route of the service, with its method (`GET /goals`) or for all methods (`/goals`); none means all. */
export function routeParam(routes: ReadonlySet<string>): ParamRule<string | undefined> {
  const names = () => new Set([...routes].flatMap((route) => [route, pathOf(route)]))
  return {
    get expects() {
      return `one of ${[...names()].sort().join(', ')}`
    },
    accepts: (value): value is string => typeof value === 'string' && names().has(value),
    fallback: { value: undefined },
  }
}

/** The path of a route such as `GET /goals`. */
export function pathOf(route: string): string {
  return route.slice(route.indexOf(' ') + 1)
}

/** Reads a fault's parameters from a request body, or answers 400 with every problem at once. */
export function parseParams<P extends object>(
  fault: string,
  body: unknown,
  rules: ParamRules<P>,
): P {
  const given: Record<string, unknown> =
    typeof body === 'object' && body !== null ? { ...body } : {}
  const names = Object.keys(rules) as (keyof P & string)[]
  const problems = Object.keys(given)
    .filter((name) => !names.some((known) => known === name))
    .map((name) => `${name} is unknown (known: ${names.join(', ')})`)
  const params: Partial<P> = {}
  for (const name of names) {
    const rule = rules[name]
    const value = given[name]
    if (value === undefined && rule.fallback) params[name] = rule.fallback.value
    else if (rule.accepts(value)) params[name] = value
    else problems.push(`${name} must be ${rule.expects}, not ${JSON.stringify(value) ?? 'missing'}`)
  }
  if (problems.length > 0) {
    throw new HttpProblem(400, 'bad_fault', `fault ${fault}: ${problems.join('; ')}`)
  }
  return params as P
}
