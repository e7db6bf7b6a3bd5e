import type { Contract, ContractInput } from '../../contract/schema.ts'
import type { Outcome } from '../../measurement/outcomes.ts'
import type {
  ColdStart,
  FailureEvidence,
  FirstRequest,
  PhaseRecord,
  RunRecord,
} from '../../measurement/run-record.ts'
import { aContract, anEndpoint } from './builders.ts'
import { aHistogram, aResource, aRunRecord, type SecondOfTraffic } from './run-record-builder.ts'

const ENDPOINTS: ContractInput['endpoints'] = [
  anEndpoint({ name: 'health', path: '/health', latency: { p95Ms: 100 } }),
  anEndpoint({ name: 'list-agents', path: '/agents', latency: { p95Ms: 250, p99Ms: 600 } }),
  anEndpoint({
    name: 'customer-agents',
    path: '/customers/:customerId/agents',
    latency: { p95Ms: 300 },
    warnMargin: 0.5,
  }),
  anEndpoint({ name: 'agent-config', path: '/agents/:agentId/config', latency: { p95Ms: 200 } }),
  anEndpoint({ name: 'list-goals', path: '/goals', latency: { p50Ms: 100, p95Ms: 200 } }),
  anEndpoint({
    name: 'create-goal',
    method: 'POST',
    path: '/goals',
    latency: { p95Ms: 600, p99Ms: 800 },
  }),
]

const paramsOf = (path: string): Record<string, number> =>
  Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => [parameter, 1]))

/** A contract of the size people have, for reports that must hold more than one row. */
export function aPeakContract(): Contract {
  return aContract({
    service: { name: 'agents-api', baseUrl: 'http://127.0.0.1:3000' },
    endpoints: ENDPOINTS,
    journeys: {
      userClasses: [
        {
          name: 'agent-user',
          weight: 1,
          journeys: ENDPOINTS.map(({ name, path }) => ({
            name,
            weight: SHAPES[name]?.[0] ?? 0.01,
            steps: [{ endpoint: name, params: paramsOf(path) }],
          })),
        },
      ],
    },
    budgets: {
      availability: { objectiveRatio: 0.999, window: '30d' },
      errorRatio: [
        { upToRatePerSecond: 100, maxRatio: 0.001 },
        { upToRatePerSecond: 300, maxRatio: 0.05 },
      ],
    },
    throughput: { targetPerSecond: 500, minPerSecond: 50 },
    resources: {
      cpu: { warnRatio: 0.6, limitRatio: 0.8, cores: 2 },
      memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 536_870_912 },
      dbConnections: { warn: 70, limit: 100 },
      dbPoolWait: { warnMs: 5, limitMs: 10 },
      redisMemory: { warnBytes: 700_000_000, limitBytes: 1_000_000_000 },
      eventLoopDelay: { warnMs: 25, limitMs: 50 },
    },
    profiles: {
      peak: {
        model: 'open',
        warmUp: '20s',
        judges: [
          'checks',
          'health',
          'metrics',
          'p95',
          'p99',
          'error-ratio',
          'throughput',
          'resources',
        ],
        stages: [
          { phase: 'ramp', duration: '1m', ratePerSecond: 100 },
          { phase: 'hold', duration: '4m', ratePerSecond: 100 },
          { phase: 'spike', duration: '1m', ratePerSecond: 250, shape: 'step' },
          { phase: 'recovery', duration: '2m', ratePerSecond: 100, shape: 'step' },
        ],
      },
    },
  })
}

const PHASES: PhaseRecord[] = [
  { name: 'ramp', startMs: 0, endMs: 60_000, ramp: true, ratePerSecond: 100 },
  { name: 'hold', startMs: 60_000, endMs: 300_000, ramp: false, ratePerSecond: 100 },
  { name: 'spike', startMs: 300_000, endMs: 360_000, ramp: false, ratePerSecond: 250 },
  { name: 'recovery', startMs: 360_000, endMs: 480_000, ramp: false, ratePerSecond: 100 },
]

/** Share of the arrivals, median in milliseconds, and spread of the logarithm. */
const SHAPES: Record<string, readonly [share: number, medianMs: number, spread: number]> = {
  health: [0.27, 6, 0.35],
  'list-agents': [0.22, 120, 0.52],
  'customer-agents': [0.18, 91, 0.48],
  'agent-config': [0.15, 38, 0.45],
  'list-goals': [0.13, 47, 0.5],
  'create-goal': [0.05, 199, 0.52],
}

/** Seeded uniform numbers (mulberry32), so that the same seed makes the same run. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Load and slowness of a second: ramp up, hold, a spike that fills the pool, recovery. */
function weather(second: number): { rate: number; slow: number; errors: number } {
  if (second < 60) return { rate: 100 * ((second + 1) / 60), slow: 1, errors: 0 }
  if (second < 300) return { rate: 100, slow: 1, errors: 0.0004 }
  if (second < 360)
    return { rate: 250, slow: 1 + 3 * Math.sin(((second - 300) / 60) * Math.PI), errors: 0.012 }
  return { rate: 100, slow: 1 + Math.exp(-(second - 360) / 20), errors: 0.0004 }
}

function secondOf(endpoint: string, second: number, random: () => number): SecondOfTraffic {
  const { rate, slow, errors } = weather(second)
  const [share, medianMs, spread] = SHAPES[endpoint] ?? [0, 10, 0.3]
  const exact = rate * share
  const count = Math.floor(exact) + (random() < exact % 1 ? 1 : 0)
  const outcomes: Partial<Record<Outcome, number>> = { ok: 0 }
  const latenciesMs = Array.from({ length: count }, () => {
    const bad = random() < errors
    const kind: Outcome = bad ? 'status' : 'ok'
    outcomes[kind] = (outcomes[kind] ?? 0) + 1
    return bad ? 2000 + 20 * random() : medianMs * slow * Math.exp(spread * normal(random))
  })
  return { latenciesMs, outcomes }
}

function evidence(atMs: number, endpoint: string, cause: string): FailureEvidence {
  const request = `GET /${endpoint} HTTP/1.1\nHost: 127.0.0.1:3000\nAuthorization: [removed]`
  const responseHead = 'HTTP/1.1 503 Service Unavailable\nRetry-After: 1'
  const timing = { waitMs: 0.4, connectMs: 1.1, answerMs: 2005.6 }
  const what = { outcome: 'status' as const, status: 503, latencyMs: 2006, timing }
  return { atMs, endpoint, ...what, request, responseHead, cause }
}

function firstRequest(
  endpoint: string,
  atMs: number,
  requestMs: number,
  connectMs?: number,
): FirstRequest {
  return { endpoint, atMs, requestMs, outcome: 'ok', ...(connectMs && { connectMs }) }
}

const COLD_START: ColdStart = {
  firsts: [
    firstRequest('health', 14, 38, 4.1),
    firstRequest('list-agents', 22, 812),
    firstRequest('create-goal', 1290, 640, 2.2),
  ],
  connectTime: aHistogram([4.1, 2.2, 1.4, 1.1, 1, 0.9]),
}

/** A made-up but lifelike run of eight minutes: slow lists, a spike that fills the DB pool, one gap in a series. */
export function aPeakRun(): RunRecord {
  const contract = aPeakContract()
  const random = seededRandom(20260117)
  const each = (value: (second: number) => number) =>
    Array.from({ length: 97 }, (_, i) => value(i * 5))
  const spike = (second: number) => weather(second).slow - 1
  const wobble = () => normal(random) * 0.01
  return aRunRecord({
    contract,
    profile: 'peak',
    phases: PHASES,
    traffic: (endpoint, second) => secondOf(endpoint, second, random),
    record: {
      id: 'peak-2026-01-17-140200',
      label: 'peak-2026-01-17-140200',
      coldStart: COLD_START,
      failures: [
        evidence(304_118, 'list-agents', 'pool acquire timeout after 2000 ms'),
        evidence(311_640, 'customer-agents', 'pool acquire timeout after 2000 ms'),
        evidence(137_055, 'agent-config', 'unexpected end of JSON input'),
      ],
      resources: [
        aResource(
          'cpu',
          each((s) => 0.5 * Math.min(1, s / 60) + 0.08 * spike(s) + wobble()),
        ),
        aResource(
          'memory',
          each((s) => 0.44 + 0.0001 * s + wobble() / 4),
        ),
        {
          ...aResource(
            'dbConnections',
            each((s) => Math.round(8 + 4 * spike(s))),
          ),
          samples: each((s) => Math.round(8 + 4 * spike(s)))
            .map((value, i) => [i * 5000, value] as const)
            .filter(([atMs]) => atMs < 370_000 || atMs > 395_000),
        },
        aResource(
          'dbPoolWait',
          each((s) => 2 + 13 * spike(s) + Math.abs(wobble()) * 20),
        ),
        aResource(
          'redisMemory',
          each((s) => 210e6 + s * 20_000),
        ),
        {
          resource: 'eventLoopDelay',
          query: 'nodejs_eventloop_delay_p99_seconds',
          samples: [],
          missing: 'The service exposes no such series.',
        },
      ],
      environment: {
        node: '24.11.1',
        plimsoll: '0.1.0',
        cores: '2',
        postgresql: '16.4',
        redis: '7.2.5',
      },
    },
  })
}
