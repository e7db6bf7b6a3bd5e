import { parseArgs } from 'node:util'
import { parseDurationMs } from '../contract/durations.ts'
import { PlimsollError } from '../contract/errors.ts'
import { nearest } from './nearest.ts'

interface FlagWords {
  readonly about: string
  /** One letter, as in `-c`. */
  readonly short?: string
  /** A second name, for habits from other tools. */
  readonly alias?: string
  /** Environment variable read when the flag is not given. */
  readonly env?: string
}

/** One flag, as data: parsing, checking, help and the environment all follow from it. */
export type Flag = FlagWords &
  (
    | { readonly kind: 'switch' }
    | { readonly kind: 'text'; readonly value: string; readonly default?: string }
    | {
        readonly kind: 'whole'
        readonly value: string
        readonly min: number
        readonly max?: number
      }
    | { readonly kind: 'positive'; readonly value: string }
    | { readonly kind: 'duration'; readonly value: string; readonly default?: string }
  )

export type Flags = Readonly<Record<string, Flag>>

type ValueOf<F extends Flag> = F extends { kind: 'switch' }
  ? boolean
  : F extends { kind: 'text' }
    ? F extends { default: string }
      ? string
      : string | undefined
    : F extends { default: string }
      ? number
      : number | undefined

/** The values of a command's flags: switches are booleans, durations are milliseconds. */
export type Values<F extends Flags> = { readonly [K in keyof F]: ValueOf<F[K]> }

export interface ParsedFlags<F extends Flags> {
  readonly values: Values<F>
  readonly positionals: readonly string[]
}

/** Reads a command line against its flags; whatever is wrong is a USAGE error that says what to type. */
export function parseFlags<F extends Flags>(
  args: readonly string[],
  flags: F,
  env: Readonly<Record<string, string | undefined>>,
): ParsedFlags<F> {
  const given = new Map<string, string | true>()
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: parserOptions(flags),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const [name, flag] = findFlag(token.name, token.rawName, flags)
    given.set(name, givenValue(flag, token))
  }
  const values = Object.entries(flags).map(([name, flag]) => {
    const typed = given.get(name)
    if (typed !== undefined) return [name, parseValue(`--${name}`, flag, typed)]
    const inherited = flag.env === undefined ? undefined : env[flag.env]
    if (inherited) return [name, parseValue(flag.env ?? '', flag, inherited)]
    if ('default' in flag && flag.default)
      return [name, parseValue(`--${name}`, flag, flag.default)]
    return [name, flag.kind === 'switch' ? false : undefined]
  })
  return { values: Object.fromEntries(values) as Values<F>, positionals }
}

function parserOptions(
  flags: Flags,
): Record<string, { type: 'boolean' | 'string'; short?: string }> {
  const options: Record<string, { type: 'boolean' | 'string'; short?: string }> = {}
  for (const [name, flag] of Object.entries(flags)) {
    const type = flag.kind === 'switch' ? 'boolean' : 'string'
    options[name] = flag.short ? { type, short: flag.short } : { type }
    if (flag.alias) options[flag.alias] = { type }
  }
  return options
}

function findFlag(name: string, rawName: string, flags: Flags): [string, Flag] {
  for (const [known, flag] of Object.entries(flags)) {
    if (name === known || name === flag.alias) return [known, flag]
  }
  const names = Object.entries(flags).flatMap(([n, { alias }]) => (alias ? [n, alias] : [n]))
  const close = nearest(name, names)
  const hint = close ? `did you mean --${close}?` : 'see --help for the flags there are'
  throw new PlimsollError('USAGE', `unknown flag ${rawName}`, { hint })
}

function givenValue(
  flag: Flag,
  token: { rawName: string; value: string | undefined; inlineValue: boolean | undefined },
): string | true {
  const { rawName, value, inlineValue } = token
  if (flag.kind === 'switch') {
    if (value === undefined) return true
    throw new PlimsollError('USAGE', `${rawName} takes no value, got "${value}"`)
  }
  if (value === undefined || value === '' || (!inlineValue && /^-./.test(value))) {
    throw new PlimsollError('USAGE', `${rawName} needs a value: ${rawName} ${flag.value}`)
  }
  return value
}

function parseValue(source: string, flag: Flag, text: string | true): unknown {
  if (flag.kind === 'switch') return text === true || /^(?:1|true|yes|on)$/i.test(text)
  const given = String(text)
  const refuse = (want: string) =>
    new PlimsollError('USAGE', `${source}: want ${want}, got "${given}"`)
  if (flag.kind === 'text') return given
  if (flag.kind === 'duration') {
    const ms = parseDurationMs(given)
    if (!ms) throw refuse("a duration such as '90s' or '1h30m'")
    return ms
  }
  const value = /^\d+(?:\.\d+)?$/.test(given) ? Number(given) : Number.NaN
  if (flag.kind === 'positive') {
    if (!(value > 0)) throw refuse('a number above 0')
    return value
  }
  const { min, max } = flag
  if (!Number.isInteger(value) || value < min || value > (max ?? Number.MAX_SAFE_INTEGER)) {
    throw refuse(
      max === undefined ? `a whole number from ${min}` : `a whole number ${min} to ${max}`,
    )
  }
  return value
}
