import { parseArgs } from 'node:util'
import { PlimsollError } from '../contract/errors.ts'
import { flagValue, type StageValue } from './flag-value.ts'
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
    | { readonly kind: 'positive'; readonly value: string; readonly max?: number }
    | { readonly kind: 'duration'; readonly value: string; readonly default?: string }
    /** Names with values; may be given several times. A name alone takes its value from the environment, where that is said. */
    | { readonly kind: 'pairs'; readonly value: string; readonly fromEnvironment?: true }
    /** Stretches of load, TIME:LEVEL; may be given several times. */
    | { readonly kind: 'stages'; readonly value: string }
  )

export type Flags = Readonly<Record<string, Flag>>

interface ValueOfKind {
  switch: boolean
  text: string
  whole: number
  positive: number
  duration: number
  pairs: Readonly<Record<string, string>>
  stages: readonly StageValue[]
}

type Given<F extends Flag> = F extends { kind: 'switch' } | { default: string } ? never : undefined
type ValueOf<F extends Flag> = ValueOfKind[F['kind']] | Given<F>

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
  const given = new Map<string, (string | true)[]>()
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
    given.set(name, [...(given.get(name) ?? []), givenValue(flag, token)])
  }
  const values = Object.entries(flags).map(([name, flag]) => {
    const typed = given.get(name)
    if (typed !== undefined) return [name, flagValue(`--${name}`, flag, typed, env)]
    const inherited = flag.env === undefined ? undefined : env[flag.env]
    if (inherited) return [name, flagValue(flag.env ?? '', flag, listed(flag, inherited), env)]
    if ('default' in flag && flag.default)
      return [name, flagValue(`--${name}`, flag, [flag.default], env)]
    return [name, flag.kind === 'switch' ? false : undefined]
  })
  return { values: Object.fromEntries(values) as Values<F>, positionals }
}

/** A variable of the environment can be given once only, so it lists what a flag would repeat. */
function listed(flag: Flag, inherited: string): string[] {
  return flag.kind === 'pairs' ? inherited.split(',') : [inherited]
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
