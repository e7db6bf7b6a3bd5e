import type { PhaseRecord } from '../measurement/run-record.ts'
import type { LoadPlan } from '../workload/load-plan.ts'

/** The phases as they came to be: a run that ended early cuts the last one. */
export function phaseRecords(plan: LoadPlan, endMs: number): PhaseRecord[] {
  const level = plan.model === 'closed' ? 'users' : 'ratePerSecond'
  return plan.phases
    .filter((phase) => phase.startMs < endMs)
    .map((phase) => ({
      name: phase.name,
      startMs: phase.startMs,
      endMs: Math.min(phase.endMs, endMs),
      ramp: phase.ramp,
      [level]: phase.level,
      ...(phase.byHand && { byHand: phase.byHand }),
    }))
}
