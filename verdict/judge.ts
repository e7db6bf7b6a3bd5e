import type { RunRecord } from '../measurement/run-record.ts'
import { byHandNote, changedAtWords } from './by-hand.ts'
import { judgedLoad, judgedScope, loadsByLevel, profileOf, requestCounts } from './judged-load.ts'
import { notJudged } from './objective.ts'
import { objectivesOf } from './objectives.ts'
import { rehearsalWords } from './rehearsal.ts'
import { thinkTimeNote } from './user-cycle.ts'
import { validityOf } from './validity.ts'
import type { Objective, ObjectiveOutcome, RunOutcome, Validity, Verdict } from './verdict.ts'
import { verdictSentence } from './verdict-sentence.ts'
import { warmUpNote } from './warm-up.ts'

export interface JudgeOptions {
  /** Paths of contract fields that nothing reads yet (lint finding NOT_READ_YET): their objectives are not judged. */
  readonly unread?: readonly string[]
}

/** The verdict on a run, from what the run left behind and nothing else. */
export function judge(record: RunRecord, options: JudgeOptions = {}): Verdict {
  const profile = profileOf(record)
  const load = judgedLoad(record)
  const interrupted = record.ending === 'interrupted'
  const found = objectivesOf(record, load, options.unread ?? [])
  const reason = 'The run was interrupted.'
  const objectives = interrupted
    ? found.map((o) => (o.outcome === 'not-judged' ? o : notJudged(o, reason, 'A run to its end.')))
    : found
  const validity = validityOf(record, objectives)
  const counts = countOutcomes(objectives)
  const changedAt = changedAtWords(record)
  const outcome = asPlanned(runOutcome(counts, validity, interrupted), changedAt)
  const judged = judgedScope(record, load)
  const runNotes = [
    thinkTimeNote(loadsByLevel(record), profile),
    warmUpNote(judged.warmUp),
    byHandNote(record),
  ]
  const passed = outcome === 'pass' || outcome === 'warn'
  const passNotes = new Set(passed ? objectives.flatMap(({ notes }) => notes) : [])
  const elapsedMs = Math.max(0, ...record.intervals.map((i) => i.startMs + i.durationMs))
  const { total: requests } = requestCounts(record.intervals)
  const whole = { interrupted, elapsedMs, requests, rehearsal: rehearsalWords(record), changedAt }
  const parts = { outcome, objectives, counts, validity, judged, ...whole }
  return {
    version: 1,
    runId: record.id,
    profile: record.profile,
    service: record.contract.service.name,
    contractDigest: record.contractDigest,
    ending: record.ending,
    outcome,
    sentence: verdictSentence(parts),
    hint: hintFor(record, outcome, objectives, interrupted),
    counts,
    judged,
    objectives,
    validity,
    notes: [...passNotes, ...runNotes.filter((note) => note !== undefined)],
  }
}

function countOutcomes(objectives: readonly Objective[]): Record<ObjectiveOutcome, number> {
  const counts = { pass: 0, warn: 0, fail: 0, undecided: 0, 'not-judged': 0 }
  for (const { outcome } of objectives) counts[outcome]++
  return counts
}

/** Invalid > fail > undecided > warn > pass; a run that judged nothing did not pass. */
function runOutcome(
  counts: Readonly<Record<ObjectiveOutcome, number>>,
  validity: Validity,
  interrupted: boolean,
): RunOutcome {
  if (interrupted) return 'undecided'
  if (validity.reasons.length > 0) return 'invalid'
  if (counts.fail > 0) return 'fail'
  if (counts.undecided > 0) return 'undecided'
  if (counts.warn > 0) return 'warn'
  return counts.pass > 0 ? 'pass' : 'undecided'
}

/** The lines may hold, but a run whose load somebody chose cannot certify the profile: planned load is missing from it. */
function asPlanned(outcome: RunOutcome, changedAt: string | undefined): RunOutcome {
  if (changedAt === undefined) return outcome
  return outcome === 'pass' || outcome === 'warn' ? 'undecided' : outcome
}

/** The next thing to do. */
function hintFor(
  record: RunRecord,
  outcome: RunOutcome,
  objectives: readonly Objective[],
  interrupted: boolean,
): string | null {
  if (interrupted) return `plimsoll report ${record.id} shows what there is`
  if (outcome === 'invalid') {
    return 'nothing is said about the service; free this machine of other work, or send less load'
  }
  if (outcome === 'undecided')
    return objectives.find((o) => o.outcome === 'undecided')?.settle ?? runUntouched(record)
  if (outcome !== 'fail') return null
  const [cause] = new Map(
    record.failures.map(({ cause: text }) => [
      text,
      record.failures.filter((f) => f.cause === text),
    ]),
  )
    .values()
    .toArray()
    .toSorted((a, b) => b.length - a.length)
  if (!cause?.[0]) return null
  return `most of the kept failures say: ${cause[0].cause} (${cause[0].endpoint})`
}

function runUntouched({ profile, changes }: RunRecord): string | null {
  return changes ? `run it again and leave its load alone: plimsoll run ${profile}` : null
}
