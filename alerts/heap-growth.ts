import { promDuration } from '../contract/durations.ts'
import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import {
  heapAfterGc,
  heapFloor,
  heapSizeLimit,
  type Ladder,
  majorCollections,
  ON_INSTANCE,
  oldSpaceUsed,
  processAgeSeconds,
  risingFloors,
  straightness,
} from '../queries/heap-queries.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import { activeRuns } from '../queries/run-queries.ts'
import { anyOf, selector } from '../queries/selector.ts'
import type { AlertRule, RecordingRule } from './rule-types.ts'

/** Swings of a day make small steps: these gave 0.2 and 0.6 % false alarms in 96 h of production (reference/alerting.md section 5). */
export const PRODUCTION_LADDER = {
  afterGc: { windowHours: 4, stepRatio: 0.065 },
  oldSpace: { windowHours: 4, stepRatio: 0.075 },
} as const satisfies Record<string, Ladder>
/** Under a soak's constant load: 5 MB/h found in 10 h, 0.2 to 1.1 % false alarms in 24 h (same place). */
export const SOAK_LADDER = { windowHours: 2, stepRatio: 0.025 } as const satisfies Ladder
/** A heap that grows until caches are full and code is compiled; soaks were measured with this much left out. */
const LEAST_WARM_UP_MS = 2 * 3_600_000

/** The rule for minutes: at this pace the heap is full before anyone has found the runbook. */
export const EXHAUSTION = {
  /** Slope and straightness are taken over this. */
  windowSeconds: 300,
  /** Time that is left at the present slope. */
  horizonSeconds: 900,
  /** R squared. A single step, such as a cache that fills, explains at most 0.75 of its variance. */
  leastStraightness: 0.8,
  /** Fewer fresh readings than this are no line. */
  leastCollections: 3,
  /** The window must lie after the start and the minute in which modules load. */
  leastAgeSeconds: 360,
} as const

/** The floor that the production ladder climbs. */
export function heapRecords(contract: Contract): RecordingRule[] {
  const expr = heapFloor(contract, '5m')
  return expr === undefined ? [] : [{ record: RECORDED.heapFloor, expr }]
}

/** Growth in minutes, under a soak, and in production: the sooner the alert, the larger the leak it needs. */
export function heapGrowthAlerts(contract: Contract): AlertRule[] {
  return [...exhaustion(contract), ...soakLadder(contract), productionLadder(contract)]
}

function exhaustion(contract: Contract): AlertRule[] {
  const heap = heapAfterGc(contract)
  const limit = heapSizeLimit(contract)
  if (heap === undefined || limit === undefined) return []
  const { windowSeconds, horizonSeconds, leastStraightness, leastCollections, leastAgeSeconds } =
    EXHAUSTION
  const window = promDuration(windowSeconds * 1000)
  return [
    {
      alert: 'HeapGrowth',
      condition: `deriv(${heap}[${window}]) * ${horizonSeconds} > ${ON_INSTANCE} (${limit} - ${ON_INSTANCE} ${heap})`,
      guards: [
        `${ON_INSTANCE} ${straightness(heap, windowSeconds)} > ${leastStraightness}`,
        `${ON_INSTANCE} ${majorCollections(contract, window)} >= ${leastCollections}`,
        `${ON_INSTANCE} ${processAgeSeconds(contract)} > ${leastAgeSeconds}`,
      ],
      forMs: 30_000,
      labels: labels('critical', 'minutes'),
      annotations: {
        summary:
          'The heap of {{ $labels.service_name }} at {{ $labels.instance }} is full within 15 minutes',
        description: `Heap after garbage collection would grow by {{ $value | humanize1024 }}B in the next ${promDuration(horizonSeconds * 1000)} at the pace of the last ${window}: more than is left.`,
      },
      dashboard: OVERVIEW,
    },
  ]
}

const OVERVIEW = { uid: DASHBOARD_UIDS.overview, query: '' }

function soakLadder(contract: Contract): AlertRule[] {
  const profiles = Object.entries(contract.profiles).flatMap(([name, { judges }]) =>
    judges.includes('leak') ? [name] : [],
  )
  if (profiles.length === 0) return []
  const run = `on (service_name) ${activeRuns(contract.service.name, anyOf(profiles))}`
  return [ladderAlert(contract, 'soak', oldSpaceUsed(contract), SOAK_LADDER, [run])]
}

function productionLadder(contract: Contract): AlertRule {
  const { service } = contract
  const floor = selector(RECORDED.heapFloor, { service_name: service.name })
  return heapAfterGc(contract) === undefined
    ? ladderAlert(contract, 'production', oldSpaceUsed(contract), PRODUCTION_LADDER.oldSpace, [])
    : ladderAlert(contract, 'production', floor, PRODUCTION_LADDER.afterGc, [])
}

/** How old a process must be before its ladder counts: warm-up, then four windows. */
export function ladderAgeSeconds(
  { soak }: Pick<Contract, 'soak'>,
  { windowHours }: Ladder,
): number {
  const declaredMs = (soak?.warmUps ?? []).map(({ durationMs }) => durationMs)
  return Math.max(LEAST_WARM_UP_MS, ...declaredMs) / 1000 + 4 * windowHours * 3600
}

function ladderAlert(
  contract: Contract,
  horizon: 'soak' | 'production',
  series: string,
  ladder: Ladder,
  guards: readonly string[],
): AlertRule {
  const [newest = '', ...older] = risingFloors(series, ladder)
  const age = `${ON_INSTANCE} ${processAgeSeconds(contract)} > ${ladderAgeSeconds(contract, ladder)}`
  const { windowHours, stepRatio } = ladder
  return {
    alert: 'HeapGrowth',
    condition: newest,
    guards: [...older, age, ...guards],
    forMs: 1_800_000,
    labels: labels('warning', horizon),
    annotations: {
      summary:
        'The heap of {{ $labels.service_name }} at {{ $labels.instance }} grows without a pause',
      description: `Its floor rose by {{ $value | humanize1024 }}B in the last ${windowHours} h, and by more than ${stepRatio * 100} % of the oldest floor in each of the last three windows: a leak, or a warm-up that the contract does not declare.`,
    },
    dashboard: OVERVIEW,
  }
}

function labels(
  severity: 'critical' | 'warning',
  horizon: 'minutes' | 'soak' | 'production',
): AlertRule['labels'] {
  return { severity, scope: 'production', resource: 'heap', horizon }
}
