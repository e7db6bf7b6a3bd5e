import type { Objective, ObjectiveOutcome } from './verdict.ts'

type Needed = 'id' | 'kind' | 'title' | 'field' | 'unit'
export type ObjectiveDraft = Pick<Objective, Needed> & Partial<Omit<Objective, Needed | 'room'>>

/** How much of its fail line a value uses up: 1 is the line. Floors are turned over, so that more is always worse. */
export function loadOf(value: number, failLine: number, direction: Objective['direction']): number {
  if (direction === 'at-most') return value / failLine
  return value > 0 ? failLine / value : 1000 // nothing at all of what was asked for: off every scale, yet JSON-safe
}

/** An objective with the fields it leaves out filled in; room is derived, so that it can never disagree. */
export function objective(draft: ObjectiveDraft): Objective {
  const { value = null, failLine = null, direction = 'at-most' } = draft
  const room = value === null || failLine === null ? null : 1 - loadOf(value, failLine, direction)
  return {
    subject: null,
    scope: '',
    outcome: 'undecided',
    interval: null,
    exact: false,
    warnLine: null,
    samples: 0,
    sampleUnit: 'requests',
    effectiveSamples: null,
    reason: null,
    settle: null,
    notes: [],
    ...draft,
    value,
    failLine,
    direction,
    room,
  }
}

/** The same objective, taken out of the judgement: its value stays readable. */
export function notJudged(judged: Objective, reason: string, settle: string | null): Objective {
  return { ...judged, outcome: 'not-judged', reason, settle, notes: [] }
}

/** How a measurement stands to one line: proven within it, proven beyond it, or neither. */
export type Side = 'within' | 'beyond' | 'open'

/** Pass: within the warn line. Fail: beyond the fail line. Warn: beyond the first, within the second. Else undecided. */
export function outcomeOf(toWarn: Side, toFail: Side): Exclude<ObjectiveOutcome, 'not-judged'> {
  if (toFail === 'beyond') return 'fail'
  if (toWarn === 'within') return 'pass'
  return toWarn === 'beyond' && toFail === 'within' ? 'warn' : 'undecided'
}

/** Side of an exact value, such as a maximum: the line itself still holds. */
export function sideOf(value: number, line: number, direction: Objective['direction']): Side {
  const holds = direction === 'at-most' ? value <= line : value >= line
  return holds ? 'within' : 'beyond'
}
