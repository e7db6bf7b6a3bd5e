import { coveringBudget } from '../contract/covering-budget.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import type { SoFarRow } from './so-far-row.ts'
import { LEAST_DELIVERED_RATIO, lagLimitMs } from './validity.ts'

/** How a running run stands against its contract lines: no statistics, only the last window. Trouble first. */
export function soFar(snapshot: RunSnapshot, contract: Contract): SoFarRow[] {
  const profile = contract.profiles[snapshot.profile]
  if (!profile) return []
  return [
    ...latencyRows(snapshot, profile),
    ...errorRows(snapshot, contract, profile),
    ...generatorRows(snapshot, profile),
  ].toSorted(
    (a, b) =>
      Number(b.judged) - Number(a.judged) ||
      (a.room ?? Number.MAX_VALUE) - (b.room ?? Number.MAX_VALUE),
  )
}

function row(
  name: string,
  unit: SoFarRow['unit'],
  value: number | null,
  lines: readonly [warn: number, fail: number],
  judged: boolean,
): SoFarRow {
  const [warnLine, failLine] = lines
  return {
    name,
    value,
    unit,
    warnLine,
    failLine,
    room: value === null ? null : 1 - value / failLine,
    state: stateOf(value, warnLine, failLine),
    judged,
  }
}

function stateOf(value: number | null, warnLine: number, failLine: number): SoFarRow['state'] {
  if (value === null) return 'none'
  if (value > failLine) return 'over'
  return value > warnLine ? 'warn' : 'under'
}

function latencyRows({ endpoints }: RunSnapshot, profile: Profile): SoFarRow[] {
  const judged = profile.judges.includes('p95')
  return endpoints.flatMap(({ method, path, p95Ms, p95TargetMs, p95FailMs }) =>
    p95TargetMs === undefined
      ? []
      : [
          row(
            `P95 ${method} ${path}`,
            'ms',
            p95Ms,
            [p95TargetMs, p95FailMs ?? p95TargetMs],
            judged,
          ),
        ],
  )
}

function errorRows(snapshot: RunSnapshot, contract: Contract, profile: Profile): SoFarRow[] {
  const level = profile.model === 'closed' ? snapshot.users : snapshot.offeredPerSecond
  const covering = coveringBudget(contract, profile, level)
  if (!covering) return []
  const { maxRatio, failRatio = maxRatio } = covering.budget
  const value = snapshot.requests > 0 ? snapshot.errorRatio : null
  const seconds = Math.round(snapshot.windowMs / 1000)
  const judged = profile.judges.includes('error-ratio')
  return [row(`Errors, last ${seconds} s`, 'ratio', value, [maxRatio, failRatio], judged)]
}

/** Whether WE keep up: beyond these lines the run will be INVALID. */
function generatorRows(snapshot: RunSnapshot, profile: Profile): SoFarRow[] {
  const { offeredPerSecond, deliveredPerSecond, scheduleLagP99Ms, endpoints } = snapshot
  const targets = endpoints.flatMap(({ p95TargetMs }) => p95TargetMs ?? [])
  const limitMs = lagLimitMs(targets)
  const lag = row('Schedule lag P99', 'ms', scheduleLagP99Ms, [limitMs, limitMs], true)
  if (profile.model === 'closed') return [lag]
  const isSteady = steadyMs(snapshot) >= snapshot.windowMs && offeredPerSecond > 0
  const short = isSteady ? Math.max(0, 1 - deliveredPerSecond / offeredPerSecond) : null
  // 1 - 0.99 is not 0.01 in binary
  const allowed = Number((1 - LEAST_DELIVERED_RATIO).toFixed(6))
  return [row('Short of offered', 'ratio', short, [allowed, allowed], true), lag]
}

/** How long the load level holds: what is offered now compares with a window at the same level only. */
function steadyMs({ phases, phase, elapsedMs }: RunSnapshot): number {
  const present = phases.findLast(({ name, startMs }) => name === phase && startMs <= elapsedMs)
  return present && !present.ramp ? elapsedMs - present.startMs : 0
}
