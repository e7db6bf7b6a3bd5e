import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { clockText, durationText, limitText, measuredText } from '../verdict/quantity-text.ts'
import type { SoFarRow } from '../verdict/so-far-row.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { withoutControls } from './text-style.ts'

/** `14:02:00Z` of an ISO 8601 time; what follows are words and `key=value`, so that a log can be searched. */
function stamped(at: string, text: string): string {
  return `${at.slice(11, 19)}Z ${withoutControls(text)}`
}

/** Values without a space, so that a line splits into words. */
const tight = (text: string): string => text.replaceAll(' ', '').replaceAll(',', '')

/** First line of a run that has no terminal. */
export function plainStartLine(
  at: string,
  run: {
    readonly profile: string
    readonly service: string
    readonly runId: string
    readonly contractDigest: string
    readonly plannedMs: number
  },
): string {
  const { profile, service, runId, contractDigest, plannedMs } = run
  const duration = tight(durationText(plannedMs))
  const keys = `run=${runId} contract=${contractDigest} duration=${duration}`
  return stamped(at, `run ${profile} ${service} ${keys}`)
}

/** A phase begins. */
export function plainPhaseLine(at: string, snapshot: RunSnapshot): string {
  const level =
    snapshot.model === 'open'
      ? `offered=${tight(measuredText(snapshot.offeredPerSecond, 'per-second'))}`
      : `users=${snapshot.users}`
  return stamped(at, `phase ${snapshot.phase} ${level}`)
}

/** An objective crosses its fail line for the first time. */
export function plainOverLine(at: string, row: SoFarRow): string {
  const value = row.value === null ? 'none' : tight(measuredText(row.value, row.unit))
  return stamped(
    at,
    `over ${row.name} value=${value} limit=${tight(limitText(row.failLine, row.unit))}`,
  )
}

/** Every ten seconds; every minute after ten minutes. */
export function plainProgressLine(
  at: string,
  snapshot: RunSnapshot,
  rows: readonly SoFarRow[],
): string {
  const rate = (value: number) => tight(measuredText(value, 'per-second'))
  const level =
    snapshot.model === 'open'
      ? `offered=${rate(snapshot.offeredPerSecond)}`
      : `users=${snapshot.users}`
  const over = rows.filter(({ judged, state }) => judged && state === 'over').length
  const keys = [
    level,
    `delivered=${rate(snapshot.deliveredPerSecond)}`,
    `errors=${tight(measuredText(snapshot.errorRatio, 'ratio'))}`,
    `requests=${snapshot.requests}`,
    `objectives_over=${over}`,
  ]
  return stamped(at, `${clockText(snapshot.elapsedMs)} ${keys.join(' ')}`)
}

/** Last line: outcome and exit code. */
export function plainEndLine(
  at: string,
  snapshot: RunSnapshot,
  verdict: Pick<Verdict, 'outcome'>,
  exitCode: number,
): string {
  const { elapsedMs, requests, errors } = snapshot
  const keys = `requests=${requests} errors=${errors} verdict=${verdict.outcome} exit=${exitCode}`
  return stamped(at, `end ${clockText(elapsedMs)} ${keys}`)
}
