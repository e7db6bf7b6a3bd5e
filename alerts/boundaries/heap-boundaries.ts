import type { Contract } from '../../contract/schema.ts'
import { MEBIBYTE } from '../../contract/units.ts'
import { serviceSeries } from '../../queries/dialect.ts'
import type { Ladder } from '../../queries/heap-queries.ts'
import {
  EXHAUSTION,
  heapGrowthAlerts,
  ladderAgeSeconds,
  PRODUCTION_LADDER,
  SOAK_LADDER,
} from '../heap-growth.ts'
import type { AlertRule } from '../rule-types.ts'
import { type Boundary, firingMs } from './boundary.ts'
import { heapSituation, instanceLabels, keptLabels } from './heap-situation.ts'
import { constant, line, type Stretch, zigzag } from './series-values.ts'

const FRESH_BYTES = 100 * MEBIBYTE
const LIMIT_BYTES = 400 * MEBIBYTE
const MINUTE_MS = 60_000

/** Boundaries of every heap rule the contract asks for. */
export function heapBoundaries(contract: Contract): Boundary[] {
  return heapGrowthAlerts(contract).map((rule): Boundary => {
    if (rule.labels.horizon === 'minutes') return exhaustionBoundary(contract, rule)
    if (rule.labels.horizon === 'soak') return ladderBoundary(contract, rule, SOAK_LADDER)
    const afterGc = serviceSeries(contract.service.dialect).heapAfterMajorGc !== undefined
    const ladder = afterGc ? PRODUCTION_LADDER.afterGc : PRODUCTION_LADDER.oldSpace
    return ladderBoundary(contract, rule, ladder)
  })
}

function exhaustionBoundary(contract: Contract, rule: AlertRule): Boundary {
  const sampleMs = MINUTE_MS / 4
  const frame = { rule, evaluationMs: sampleMs, sampleMs, onsetMs: 10 * MINUTE_MS }
  const endMs = frame.onsetMs + 2 * MINUTE_MS
  const { horizonSeconds, leastAgeSeconds, windowSeconds } = EXHAUSTION
  // slope x horizon = share x what is left at the onset, for a heap that grows by the slope from the start.
  const slope = (share: number): number =>
    (share * (LIMIT_BYTES - FRESH_BYTES)) / (horizonSeconds + (share * frame.onsetMs) / 1000)
  const growing = (share: number): string =>
    line(FRESH_BYTES, [{ untilMs: endMs, perSecond: slope(share) }], sampleMs)
  const usual = {
    ageSeconds: leastAgeSeconds + 1,
    collectionsPerSecond: 1 / 30,
    limit: constant(LIMIT_BYTES, endMs, sampleMs),
  }
  const situation = (heap: string, change: Partial<typeof usual> = {}) =>
    heapSituation(contract, 'minutes', { ...frame, endMs }, { ...usual, ...change, heap })
  // Noise of the same variance as the line's own leaves half of it explained.
  const noise = (slope(2) * windowSeconds) / Math.sqrt(12)
  const jagged = zigzag(FRESH_BYTES, { untilMs: endMs, perSecond: slope(2) }, noise, sampleMs)
  const atMs = firingMs(frame)
  return {
    ...frame,
    over: situation(growing(1.01)),
    overCount: 1,
    silent: [
      { title: 'just under the line', series: situation(growing(0.99)), atMs: frame.onsetMs },
      { title: 'when growth is no straight line', series: situation(jagged), atMs },
      {
        title: 'without fresh collections',
        series: situation(growing(2), { collectionsPerSecond: 0 }),
        atMs,
      },
      {
        title: 'while the process is young',
        series: situation(growing(2), { ageSeconds: leastAgeSeconds / 2 }),
        atMs,
      },
    ],
    golden: { labels: instanceLabels(contract), value: slope(1.01) * horizonSeconds },
  }
}

function ladderBoundary(contract: Contract, rule: AlertRule, ladder: Ladder): Boundary {
  const horizon = rule.labels.horizon === 'soak' ? 'soak' : 'production'
  const ageSeconds = ladderAgeSeconds(contract, ladder)
  const evaluationMs = 15 * MINUTE_MS
  const onsetMs = Math.ceil((ageSeconds * 1000) / evaluationMs) * evaluationMs
  const frame = { rule, evaluationMs, sampleMs: 2 * MINUTE_MS, onsetMs }
  const endMs = firingMs(frame) + evaluationMs
  const usual = { ageSeconds: ageSeconds + 1, collectionsPerSecond: 1 / 60, runActive: 1 }
  const situation = (heap: string, change: Partial<typeof usual> = {}) =>
    heapSituation(contract, horizon, { ...frame, endMs }, { ...usual, ...change, heap })
  const climb = climbing(ladder, { ...frame, endMs })
  const atMs = firingMs(frame)
  const fresh = keptLabels(contract, horizon).v8js_gc_type !== undefined
  return {
    ...frame,
    over: situation(climb.steady(1.02)),
    overCount: 1,
    silent: [
      { title: 'just under the step', series: situation(climb.steady(0.98)), atMs: onsetMs },
      {
        title: 'when the newest step is just too small',
        series: situation(climb.slowing(0.98)),
        atMs: onsetMs,
      },
      {
        title: 'when the middle step is missing',
        series: situation(climb.paused(3)),
        atMs: onsetMs,
      },
      {
        title: 'when the oldest step is missing',
        series: situation(climb.paused(4)),
        atMs: onsetMs,
      },
      {
        title: 'while the process is young',
        series: situation(climb.steady(2), { ageSeconds: 3600 }),
        atMs,
      },
      ...(fresh
        ? [
            {
              title: 'without fresh collections',
              series: situation(climb.steady(2), { collectionsPerSecond: 0 }),
              atMs,
            },
          ]
        : []),
      ...(horizon === 'soak'
        ? [
            {
              title: 'when no soak runs',
              series: situation(climb.steady(2), { runActive: 0 }),
              atMs,
            },
          ]
        : []),
    ],
    golden: {
      labels: keptLabels(contract, horizon),
      value: climb.slope(1.02) * ladder.windowHours * 3600,
    },
  }
}

/** Heaps that climb a ladder: every window's floor by a share of the step, or level for one window. */
function climbing(
  { windowHours, stepRatio }: Ladder,
  { onsetMs, endMs, sampleMs }: { onsetMs: number; endMs: number; sampleMs: number },
) {
  const windowSeconds = windowHours * 3600
  const oldestSeconds = onsetMs / 1000 - 4 * windowSeconds
  // slope x window = share x step x the oldest floor, which lies four windows before the onset.
  const slope = (share: number): number => {
    const step = share * stepRatio
    return (step * FRESH_BYTES) / (windowSeconds - step * oldestSeconds)
  }
  const rising = (stretches: readonly Stretch[]): string => line(FRESH_BYTES, stretches, sampleMs)
  return {
    slope,
    steady: (share: number): string => rising([{ untilMs: endMs, perSecond: slope(share) }]),
    /** Steep until the newest window, which misses the step. */
    slowing: (share: number): string => {
      const oldestBytes = FRESH_BYTES + slope(2) * oldestSeconds
      const cornerMs = onsetMs - 2 * windowSeconds * 1000 - 30 * MINUTE_MS
      return rising([
        { untilMs: cornerMs, perSecond: slope(2) },
        { untilMs: endMs, perSecond: (share * stepRatio * oldestBytes) / windowSeconds },
      ])
    },
    /** Level for half an hour more than the window that begins so many windows before the onset. */
    paused: (windowsBefore: number): string => {
      const fromMs = onsetMs - windowsBefore * windowSeconds * 1000
      return rising([
        { untilMs: fromMs - 30 * MINUTE_MS, perSecond: slope(2) },
        { untilMs: fromMs + windowSeconds * 1000 + 30 * MINUTE_MS, perSecond: 0 },
        { untilMs: endMs, perSecond: slope(6) },
      ])
    },
  }
}
