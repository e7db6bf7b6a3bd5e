import type { RunRecord } from '../../measurement/run-record.ts'
import { aContract } from '../../test/support/builders.ts'

/** A finished run without traffic; pass only what the test is about. */
export function aRunRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  const none = { count: 0, sumUs: 0, minUs: 0, maxUs: 0, fine: [], edgesUs: [], atOrUnder: [] }
  return {
    version: 1,
    id: 'load-2026-01-17-140200',
    label: 'load-2026-01-17-140200',
    profile: 'load',
    contract: aContract(),
    contractDigest: 'a41f9c2',
    target: 'http://127.0.0.1:3000',
    seed: 1,
    startedAt: '2026-01-17T14:02:00.000Z',
    endedAt: '2026-01-17T14:03:00.000Z',
    plannedDurationMs: 60_000,
    ending: 'completed',
    phases: [],
    intervals: [],
    generator: {
      workers: 1,
      connections: 0,
      offered: 0,
      delivered: 0,
      dropped: 0,
      scheduleLag: none,
      eventLoopDelayP99Ms: 0,
      lostWorkers: 0,
    },
    failures: [],
    preflight: { healthBefore: { status: 200 } },
    resources: [],
    environment: {},
    ...overrides,
  }
}
