import { parseDurationMs } from '../contract/durations.ts'
import { PlimsollError } from '../contract/errors.ts'
import type { Flag } from './flags.ts'

/** A stretch of load as `--stage 30s:10` gives it. */
export interface StageValue {
  readonly durationMs: number
  readonly level: number
}

type Environment = Readonly<Record<string, string | undefined>>
type FlagOf<K extends Flag['kind']> = Extract<Flag, { kind: K }>

/** What was typed for a flag, checked and in the type of its kind; of a flag that cannot repeat the last counts. */
export function flagValue(
  source: string,
  flag: Flag,
  given: readonly (string | true)[],
  env: Environment,
): unknown {
  const last = given.at(-1)
  if (flag.kind === 'switch') return last === true || /^(?:1|true|yes|on)$/i.test(last ?? '')
  const texts = given.map(String)
  if (flag.kind === 'pairs') return pairs(source, flag, texts, env)
  if (flag.kind === 'stages') return texts.flatMap((text) => stages(source, text))
  const text = texts.at(-1) ?? ''
  if (flag.kind === 'text') return text
  if (flag.kind === 'duration') return duration(source, text)
  return number(source, flag, text)
}

function refused(source: string, want: string, given: string): PlimsollError {
  return new PlimsollError('USAGE', `${source}: want ${want}, got "${given}"`)
}

function duration(source: string, text: string): number {
  const ms = parseDurationMs(text)
  if (ms) return ms
  throw refused(source, "a duration such as '90s' or '1h30m'", text)
}

const plainNumber = (text: string): number =>
  /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN

function number(source: string, flag: FlagOf<'whole' | 'positive'>, text: string): number {
  const value = plainNumber(text)
  if (flag.kind === 'positive') {
    if (value > 0 && value <= (flag.max ?? value)) return value
    const most = flag.max === undefined ? '' : `, at most ${flag.max}`
    throw refused(source, `a number above 0${most}`, text)
  }
  const { min, max } = flag
  if (Number.isInteger(value) && value >= min && value <= (max ?? Number.MAX_SAFE_INTEGER)) {
    return value
  }
  const range = max === undefined ? `from ${min}` : `${min} to ${max}`
  throw refused(source, `a whole number ${range}`, text)
}

/**
 * The text itself is never printed: what follows the `=` may be a secret, and so may a whole part of a variable that
 * lists several, where a value held a comma.
 */
function pairs(
  source: string,
  { fromEnvironment }: FlagOf<'pairs'>,
  texts: readonly string[],
  env: Environment,
): Record<string, string> {
  const isListed = !source.startsWith('--')
  const entries = texts.map((text, i): [string, string] => {
    const at = text.indexOf('=')
    const name = (at < 0 ? text : text.slice(0, at)).trim()
    const shown = (given: string): string => (isListed ? `part ${i + 1} of its list` : given)
    if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
      throw refused(source, 'NAME=VALUE', shown(`${name}=...`))
    }
    if (at >= 0) return [name, text.slice(at + 1)]
    const inherited = fromEnvironment ? env[name] : undefined
    if (inherited !== undefined) return [name, inherited]
    const where = fromEnvironment ? ', or the name of a variable that is set' : ''
    throw refused(source, `NAME=VALUE${where}`, shown(name))
  })
  return Object.fromEntries(entries)
}

function stages(source: string, text: string): StageValue[] {
  return text.split(',').map((part) => {
    const [time = '', level = '', ...rest] = part.trim().split(':')
    const [durationMs, reached] = [parseDurationMs(time), plainNumber(level)]
    if (durationMs && reached >= 0 && rest.length === 0) return { durationMs, level: reached }
    throw refused(source, 'TIME:LEVEL, such as 30s:10', part)
  })
}
