import type { Judgement } from '../contract/profiles.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { notJudged } from './objective.ts'
import { limitText } from './quantity-text.ts'
import type { Objective } from './verdict.ts'

/** What a run in a fraction of its time can still say: that answers are right and errors are not too many. */
const REHEARSED: readonly Judgement[] = ['checks', 'health', 'error-ratio']

/** `a rehearsal at 1/100 of the time`; undefined for a run in its own time. */
export function rehearsalWords({ timeScale }: Pick<RunRecord, 'timeScale'>): string | undefined {
  return timeScale === undefined
    ? undefined
    : `a rehearsal at 1/${limitText(1 / timeScale, 'count')} of the time`
}

/**
 * An objective as a rehearsal may judge it: latency, throughput, resources, recovery and growth need their time, and an
 * error ratio that so few requests, all good, leave open is no reason to doubt the rehearsal.
 */
export function asRehearsed(judged: Objective, words: string): Objective {
  const { kind, outcome, value } = judged
  const tooFew = kind === 'error-ratio' && outcome === 'undecided' && (value ?? 0) === 0
  if (outcome === 'not-judged' || (REHEARSED.includes(kind) && !tooFew)) return judged
  return notJudged(judged, `This was ${words}.`, 'A run in its own time.')
}
