import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import {
  areaOf,
  type LoadPhase,
  type LoadPlan,
  type LoadSegment,
  levelAt,
  phaseAt,
} from './load-plan.ts'

/** The plan that a run follows now, and what leads back from what was done by hand. */
export interface SteeredPlan {
  readonly plan: LoadPlan
  /** Where `resume` goes: from a pause to what was before it, from a level to the plan; nowhere while that is followed. */
  readonly back?: LoadPlan
}

/**
 * The plan after a command takes effect. Up to that moment nothing of it changes: arrivals keep their numbers, none is
 * lost or doubled, whoever learns of it in time.
 * @param planned what the run was to do
 */
export function changedPlan(
  planned: LoadPlan,
  { plan, back }: SteeredPlan,
  command: LoadCommand,
  atMs: number,
): SteeredPlan {
  if (command.kind === 'level') {
    const level = levelFor(plan, command)
    return { plan: spliced(plan, heldPlan(plan, level, 'level'), atMs), back: planned }
  }
  if (command.kind === 'pause') {
    if (phaseAt(plan, atMs)?.byHand === 'pause') throw refused('the load is paused already')
    return { plan: spliced(plan, heldPlan(plan, 0, 'pause'), atMs), back: plan }
  }
  if (back === undefined) throw refused('the load follows its plan already')
  const byHand = phaseAt(back, atMs)?.byHand !== undefined
  return { plan: spliced(plan, back, atMs), ...(byHand && { back: planned }) }
}

function levelFor({ model }: LoadPlan, command: LoadCommand & { readonly kind: 'level' }): number {
  if (model === 'closed' && 'users' in command) return command.users
  if (model === 'open' && 'ratePerSecond' in command) return command.ratePerSecond
  const takes = model === 'closed' ? 'users' : 'a rate'
  throw refused(`this run is ${model}: its load is changed by ${takes}`)
}

/** A level, held as long as the whole plan lasts. */
function heldPlan(plan: LoadPlan, level: number, byHand: 'level' | 'pause'): LoadPlan {
  const name = byHand === 'pause' ? 'paused' : `manual-${level}`
  const span = { startMs: 0, endMs: plan.durationMs }
  return {
    ...plan,
    segments: [{ phase: name, ...span, from: level, to: level, arrivalsBefore: 0 }],
    phases: [{ name, ...span, ramp: true, level, byHand }],
  }
}

/** One plan until a moment, another from then on. */
function spliced(before: LoadPlan, after: LoadPlan, atMs: number): LoadPlan {
  const segments: LoadSegment[] = []
  let arrivalsBefore = 0
  for (const stretch of [...cutSegments(before, 0, atMs), ...cutSegments(after, atMs, Infinity)]) {
    segments.push({ ...stretch, arrivalsBefore })
    arrivalsBefore += areaOf(stretch)
  }
  return { ...before, segments, phases: joined(before, after, atMs) }
}

function cutSegments({ segments }: LoadPlan, fromMs: number, toMs: number): LoadSegment[] {
  return segments.flatMap((segment) => {
    const startMs = Math.max(segment.startMs, fromMs)
    const endMs = Math.min(segment.endMs, toMs)
    if (startMs >= endMs) return []
    return [
      { ...segment, startMs, endMs, from: along(segment, startMs), to: along(segment, endMs) },
    ]
  })
}

function along({ startMs, endMs, from, to }: LoadSegment, atMs: number): number {
  if (atMs === startMs) return from
  return atMs === endMs ? to : from + (to - from) * ((atMs - startMs) / (endMs - startMs))
}

/** A phase cut short ends at the level it had reached; one that was left and found again is there twice. */
function joined(before: LoadPlan, after: LoadPlan, atMs: number): LoadPhase[] {
  const reached = (phase: LoadPhase): LoadPhase =>
    phase.endMs <= atMs
      ? phase
      : { ...phase, endMs: atMs, level: phase.ramp ? levelAt(before, atMs) : phase.level }
  return [
    ...before.phases.filter(({ startMs }) => startMs < atMs).map(reached),
    ...after.phases
      .filter(({ endMs }) => endMs > atMs)
      .map((phase) => ({ ...phase, startMs: Math.max(phase.startMs, atMs) })),
  ]
}

function refused(message: string): PlimsollError {
  return new PlimsollError('CHANGE_REFUSED', message)
}
