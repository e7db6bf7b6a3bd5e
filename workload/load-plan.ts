import type { Profile } from '../contract/profiles.ts'

/** A stretch in which the level moves linearly from `from` to `to` (users, or arrivals a second). */
export interface LoadSegment {
  readonly phase: string
  readonly startMs: number
  readonly endMs: number
  readonly from: number
  readonly to: number
  /** Level times seconds before the segment starts: arrivals due (open model), whole and fraction. */
  readonly arrivalsBefore: number
}

/** A stretch with a name, for verdicts and charts. */
export interface LoadPhase {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** The level moves, the phase is a warm-up or was chosen by hand: drawn but not judged. */
  readonly ramp: boolean
  /** Level at its end. */
  readonly level: number
  /** Somebody chose this during the run, the plan did not: a level, or a pause in which all users sleep. */
  readonly byHand?: 'level' | 'pause'
}

/** A profile as a function of time: all times in milliseconds from the start of the run. */
export interface LoadPlan {
  readonly model: Profile['model']
  readonly arrivals: NonNullable<Profile['arrivals']>
  readonly segments: readonly LoadSegment[]
  readonly phases: readonly LoadPhase[]
  readonly durationMs: number
  /** Most connections that the profile allows (open model). */
  readonly maxConnections?: number
}

type Stretch = Omit<LoadSegment, 'startMs' | 'endMs' | 'arrivalsBefore'> & { durationMs: number }

/** The plan of a profile. `warmUp` renames the beginning: it makes no run longer. */
export function loadPlan(profile: Profile): LoadPlan {
  const stretches = profile.stages ? ofStages(profile, profile.stages) : ofShorthand(profile)
  const segments: LoadSegment[] = []
  let startMs = 0
  let arrivalsBefore = 0
  for (const { durationMs, ...stretch } of stretches.filter((each) => each.durationMs > 0)) {
    const endMs = startMs + durationMs
    const segment = { ...stretch, startMs, endMs, arrivalsBefore }
    segments.push(segment)
    arrivalsBefore += areaOf(segment)
    startMs = endMs
  }
  const phases = phasesOf(segments)
  return {
    model: profile.model,
    arrivals: profile.arrivals ?? 'uniform',
    segments,
    phases: profile.warmUpMs ? withWarmUp(phases, profile.warmUpMs) : phases,
    durationMs: startMs,
    ...(profile.connections !== undefined && { maxConnections: profile.connections }),
  }
}

/** Level times seconds of a whole segment. */
export function areaOf({ startMs, endMs, from, to }: Omit<LoadSegment, 'arrivalsBefore'>): number {
  return ((from + to) / 2) * ((endMs - startMs) / 1000)
}

function ofStages(profile: Profile, stages: NonNullable<Profile['stages']>): Stretch[] {
  let before = 0
  return stages.map((stage) => {
    const to = (profile.model === 'closed' ? stage.users : stage.ratePerSecond) ?? 0
    const from = stage.shape === 'step' ? to : before
    before = to
    return { phase: stage.phase, from, to, durationMs: stage.durationMs }
  })
}

function ofShorthand(profile: Profile): Stretch[] {
  const durationMs = profile.durationMs ?? 0
  const level = (profile.model === 'closed' ? profile.users : profile.ratePerSecond) ?? 0
  const spawnMs = profile.spawnRate === undefined ? 0 : (level / profile.spawnRate) * 1000
  const rampMs = Math.round(profile.model === 'open' ? (profile.rampUpMs ?? 0) : spawnMs)
  if (rampMs >= durationMs && rampMs > 0) {
    const reached = (level * durationMs) / rampMs // the ramp outlasts the run
    return [{ phase: 'ramp-up', from: 0, to: reached, durationMs }]
  }
  return [
    { phase: 'ramp-up', from: 0, to: level, durationMs: rampMs },
    { phase: 'hold', from: level, to: level, durationMs: durationMs - rampMs },
  ]
}

/** Neighbours of one name are one phase. */
function phasesOf(segments: readonly LoadSegment[]): LoadPhase[] {
  const phases: LoadPhase[] = []
  for (const { phase: name, startMs, endMs, from, to } of segments) {
    const last = phases.at(-1)
    const ramp = from !== to
    if (last?.name === name) {
      const moves = last.ramp || ramp || last.level !== to
      phases[phases.length - 1] = { ...last, endMs, ramp: moves, level: to }
    } else phases.push({ name, startMs, endMs, ramp, level: to })
  }
  return phases
}

function withWarmUp(phases: readonly LoadPhase[], warmUpMs: number): LoadPhase[] {
  const endMs = Math.min(warmUpMs, phases.at(-1)?.endMs ?? 0)
  const level = phases.find((phase) => phase.endMs >= endMs)?.level ?? 0
  const rest = phases.filter((phase) => phase.endMs > endMs)
  return [
    { name: 'warm-up', startMs: 0, endMs, ramp: true, level },
    ...rest.map((phase) => ({ ...phase, startMs: Math.max(phase.startMs, endMs) })),
  ]
}

/** The phase that holds this moment; the last one holds everything after it. */
export function phaseAt(plan: LoadPlan, atMs: number): LoadPhase | undefined {
  return plan.phases.find((phase) => atMs < phase.endMs) ?? plan.phases.at(-1)
}

/** Users, or arrivals a second, that the plan asks for at this moment; 0 before its start and from its end on. */
export function levelAt(plan: LoadPlan, atMs: number): number {
  const segment = plan.segments.find(({ startMs, endMs }) => atMs >= startMs && atMs < endMs)
  if (segment === undefined) return 0
  const { startMs, endMs, from, to } = segment
  return from + (to - from) * ((atMs - startMs) / (endMs - startMs))
}

/** Level times seconds up to this moment: arrivals, whole and fraction (open model), or user-seconds (closed model). */
export function levelSeconds(plan: LoadPlan, atMs: number): number {
  const segment = plan.segments.find(({ endMs }) => atMs < endMs) ?? plan.segments.at(-1)
  if (segment === undefined || atMs <= 0) return 0
  const { startMs, endMs, from, to, arrivalsBefore } = segment
  const seconds = (Math.min(atMs, endMs) - startMs) / 1000
  const slope = (to - from) / ((endMs - startMs) / 1000)
  return arrivalsBefore + from * seconds + (slope * seconds * seconds) / 2
}

/** The highest level of the plan. */
export function peakLevel(plan: LoadPlan): number {
  return plan.segments.reduce((peak, { from, to }) => Math.max(peak, from, to), 0)
}
