import type { Surroundings } from './surroundings.ts'

export type Level = 'mend' | 'note' | 'ok' | 'skipped'

/** What a check saw, why it matters, and the command that mends it. */
export interface Finding {
  readonly level: Level
  readonly seen: string
  /** One short clause. */
  readonly why?: string
  /** To be copied into a shell. */
  readonly command?: string
}

/** One thing that is looked at; docs/doctor.md has a heading for each id. */
export interface Check {
  readonly id: string
  readonly look: (surroundings: Surroundings) => Promise<Finding | readonly Finding[]>
}

/** Nothing to do. */
export function fine(seen: string): Finding {
  return { level: 'ok', seen }
}

/** Worth knowing; nothing fails because of it. */
export function note(seen: string, why: string, command?: string): Finding {
  return { level: 'note', seen, why, ...(command !== undefined && { command }) }
}

/** A run, an alert or a verdict will be wrong or missing until it is mended. */
export function mend(seen: string, why: string, command: string): Finding {
  return { level: 'mend', seen, why, command }
}

/** The check does not apply here. */
export function skipped(because: string): Finding {
  return { level: 'skipped', seen: because }
}

/** What cannot be checked without a contract says so in these words. */
export const NO_CONTRACT = skipped('the contract cannot be read')

/** Up to three, the rest counted. */
export function fewOf(all: readonly string[], most = 3): string {
  const rest = all.length - most
  return rest > 0 ? `${all.slice(0, most).join(', ')} and ${rest} more` : all.join(', ')
}

/** A word as a POSIX shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
