import {
  clockText,
  countText,
  intervalText,
  limitText,
  measuredText,
  roomText,
} from './quantity-text.ts'
import type { JudgedScope, Objective, ObjectiveOutcome, RunOutcome, Validity } from './verdict.ts'

/** What the sentence is made from. */
export interface SentenceParts {
  readonly outcome: RunOutcome
  readonly objectives: readonly Objective[]
  readonly counts: Readonly<Record<ObjectiveOutcome, number>>
  readonly validity: Validity
  readonly judged: JudgedScope
  readonly interrupted: boolean
  readonly elapsedMs: number
  readonly requests: number
  /** `a rehearsal at 1/100 of the time`. */
  readonly rehearsal: string | undefined
  /** `0:20`: when somebody first changed the load. */
  readonly changedAt: string | undefined
}

/** The verdict as one sentence: outcome, measured value, limit, interval, sample size. */
export function verdictSentence(parts: SentenceParts): string {
  const sentence = ofTheRun(parts)
  if (parts.rehearsal === undefined) return sentence
  return sentence.replace(/^[A-Z]{2,}/, (outcome) => `${outcome} in ${parts.rehearsal}`)
}

function ofTheRun(parts: SentenceParts): string {
  const { outcome, objectives, counts } = parts
  if (parts.interrupted) {
    const kept = countText(parts.requests)
    return `Interrupted at ${clockText(parts.elapsedMs)}; ${kept} requests are kept, nothing was judged.`
  }
  if (outcome === 'invalid') return `INVALID: ${parts.validity.reasons.join('; ')}.`
  const judged = objectives.length - counts['not-judged']
  if (judged === 0) return 'UNDECIDED: the profile judges nothing that the contract promises.'
  if (parts.changedAt !== undefined && outcome === 'undecided' && counts.undecided === 0) {
    return `UNDECIDED: what was planned and measured holds, but the load was changed by hand at ${parts.changedAt}: this run does not stand for its profile.`
  }
  if (outcome === 'pass') return passSentence(objectives, judged)
  const first = objectives.find((objective) => objective.outcome === outcome)
  const head = `${outcome.toUpperCase()}: ${counts[outcome]} of ${judged} objectives.`
  return first ? `${head} ${findingText(first)}` : head
}

function passSentence(objectives: readonly Objective[], judged: number): string {
  const passed = objectives.filter(({ outcome }) => outcome === 'pass')
  const onlyHere = passed.some(({ notes }) => notes.length > 0) ? ' in this run only' : ''
  const tightest = passed.find(({ room }) => room !== null)
  const room =
    tightest && tightest.room !== null
      ? `; least room ${roomText(tightest.room)} (${tightest.title})`
      : ''
  const all = judged === 1 ? 'the one objective' : `all ${judged} objectives`
  return `PASS${onlyHere}: ${all}${room}.`
}

/** One objective in words: `P95 of GET /agents is 319 ms, the contract allows 250 ms (95 % interval ..., 4,966 requests).` */
export function findingText(objective: Objective): string {
  const { value, outcome, unit } = objective
  const name = subjectText(objective)
  const line = outcome === 'warn' ? objective.warnLine : objective.failLine
  if (value === null || line === null) return `${name}: ${objective.reason ?? 'no value'}`
  const is = `${name} is ${measuredText(value, unit)}`
  const limit = limitText(line, unit)
  if (outcome === 'undecided') {
    const between = objective.interval ? ` (${intervalText(objective.interval, unit)})` : ''
    return `${is}${between}, the limit ${limit}; ${lowerFirst(objective.reason ?? 'open.')}`
  }
  const atLeast = objective.direction === 'at-least'
  const verb = outcome === 'warn' ? 'the contract warns' : 'the contract'
  const asks = {
    warn: `${verb} ${atLeast ? 'below' : 'above'} ${limit}`,
    fail: `${verb} ${atLeast ? 'asks for at least' : 'allows'} ${limit}`,
  }
  return `${is}, ${outcome === 'warn' ? asks.warn : asks.fail} (${evidenceText(objective)}).`
}

/** Interval and sample size: `95 % interval 307–338 ms, 4,966 requests`. */
export function evidenceText({ interval, unit, samples, sampleUnit }: Objective): string {
  const size = `${countText(samples)} ${sampleUnit}`
  if (!interval) return `exact, ${size}`
  return `${limitText(interval.level, 'ratio')} interval ${intervalText(interval, unit)}, ${size}`
}

/** `P95 GET /agents` as the subject of a sentence: `P95 of GET /agents`. */
function subjectText({ id, title, kind, subject, scope }: Objective): string {
  if (id.startsWith('error-ratio')) return `The error ratio in ${scope}`
  const atOneOfSeveralLevels = id.startsWith(`latency.${subject}.${kind}.`)
  const name = title.replace(/^(P\d+|Max|Average) /, '$1 of ')
  return atOneOfSeveralLevels ? `${name} in ${scope}` : name
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
