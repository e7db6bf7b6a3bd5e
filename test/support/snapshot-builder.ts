import type { EndpointSnapshot, RunSnapshot } from '../../measurement/run-snapshot.ts'

/** One endpoint of a running run, well within its lines. */
export function anEndpointSnapshot(overrides: Partial<EndpointSnapshot> = {}): EndpointSnapshot {
  return {
    endpoint: 'checkout',
    method: 'GET',
    path: '/checkout',
    perSecond: 51.3,
    p50Ms: 40,
    p95Ms: 80,
    p99Ms: 150,
    p95TargetMs: 100,
    p95FailMs: 100,
    windowRequests: 513,
    windowErrors: 0,
    requests: 12_000,
    errors: 0,
    ...overrides,
  }
}

/** A running open-model run, in the middle of its hold. */
export function aRunSnapshot(overrides: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    runId: 'load-2026-01-17-140200',
    profile: 'load',
    service: 'shop',
    state: 'running',
    elapsedMs: 342_000,
    plannedMs: 480_000,
    phase: 'spike',
    phases: [
      { name: 'ramp', startMs: 0, endMs: 60_000, ramp: true },
      { name: 'hold', startMs: 60_000, endMs: 300_000, ramp: false },
      { name: 'spike', startMs: 300_000, endMs: 360_000, ramp: false },
      { name: 'recovery', startMs: 360_000, endMs: 480_000, ramp: false },
    ],
    model: 'open',
    level: 250,
    users: 0,
    offeredPerSecond: 250,
    deliveredPerSecond: 249.5,
    inFlight: 77,
    connections: 128,
    requests: 37_443,
    errors: 115,
    errorRatio: 0.0123,
    scheduleLagP99Ms: 0.812,
    windowMs: 10_000,
    endpoints: [anEndpointSnapshot()],
    ...overrides,
  }
}
