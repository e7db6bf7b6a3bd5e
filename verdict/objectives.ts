import type { RunRecord } from '../measurement/run-record.ts'
import { errorRatioObjectives } from './error-ratio-objectives.ts'
import { type JudgedLoad, judgedLoad, loadsByLevel, profileOf } from './judged-load.ts'
import { latencyObjectives } from './latency-objectives.ts'
import { notJudged } from './objective.ts'
import { presenceObjectives, unjudgeableObjectives } from './presence-objectives.ts'
import { recoveryObjective } from './recovery-objective.ts'
import { asRehearsed, rehearsalWords } from './rehearsal.ts'
import { resourceObjectives } from './resources.ts'
import { setupObjective } from './setup-objective.ts'
import { throughputObjective } from './throughput-objective.ts'
import type { Objective, ObjectiveOutcome } from './verdict.ts'

/** Everything contract and profile promise, each judged or said why not; `unread` are paths of fields nothing reads yet. */
export function objectivesOf(
  record: RunRecord,
  load: JudgedLoad,
  unread: readonly string[],
): Objective[] {
  const profile = profileOf(record)
  const loads = loadsByLevel(record)
  const rehearsal = rehearsalWords(record)
  // without a single judged interval every objective is still listed, as undecided
  const atLevels = loads.length > 0 ? loads : [load]
  const all = [
    ...presenceObjectives(record, profile),
    ...setupObjective(record, profile),
    ...latencyObjectives(record, profile, atLevels),
    ...errorRatioObjectives(record, profile),
    ...throughputObjective(record, profile, atLevels.at(-1) ?? load),
    ...recoveryObjective(record, profile),
    ...resourceObjectives(record, profile, judgedLoad(record, undefined, profile.warmUpMs ?? 0)),
    ...unjudgeableObjectives(record, profile),
  ]
    .map((judged) => withoutUnread(judged, unread))
    .map((judged) => (rehearsal ? asRehearsed(judged, rehearsal) : judged))
  return all.toSorted(troubleFirst)
}

function withoutUnread(judged: Objective, unread: readonly string[]): Objective {
  const { field } = judged
  const path = unread.find((p) => p !== '' && (field === p || field.startsWith(`${p}.`)))
  return path ? notJudged(judged, `Nothing reads ${path} of the contract yet.`, null) : judged
}

const RANK: Readonly<Record<ObjectiveOutcome, number>> = {
  fail: 0,
  undecided: 1,
  warn: 2,
  pass: 3,
  'not-judged': 4,
}

/** By outcome, then by room left; what has no room to speak of (checks, health) leads a loud group and ends a quiet one. */
function troubleFirst(a: Objective, b: Objective): number {
  const byOutcome = RANK[a.outcome] - RANK[b.outcome]
  if (byOutcome !== 0) return byOutcome
  const none = a.outcome === 'pass' ? Number.MAX_VALUE : -Number.MAX_VALUE
  const byRoom = (a.room ?? none) - (b.room ?? none)
  return byRoom === 0 ? a.id.localeCompare(b.id, 'en') : byRoom
}
