import { defineContract } from 'plimsoll/contract'
import { closed, OVERLOADED, STEADY, steady, step } from 'plimsoll/profiles'

const UP_TO_5_PERCENT = { errorRatio: [{ maxRatio: 0.05 }] }
const ONE_SECOND = { distribution: 'constant', duration: '1s' } as const
/** An endpoint that warns between its target and 1.5 times the target, and fails beyond (B6, B7). */
const endpoint = (name: string, path: string, category: string, method?: 'POST' | 'DELETE') =>
  ({ name, path, category, warnMargin: 0.5, ...(method && { method }) }) as const
/** A task of one request. */
const task = (
  name: string,
  weight: number,
  more: Record<string, Record<string, string | number>> = {},
) => ({ name, weight, steps: [{ endpoint: name, ...more }] })
/** A level of D1, a request a second and user, with the share of errors that D2 allows it. */
const agentLoad = (description: string, users: number, duration: string, maxRatio: number) => ({
  ...steady(description, users, 10, duration),
  thinkTime: ONE_SECOND,
  budgets: { errorRatio: [{ maxRatio }] },
})

/** The demo's performance contract: latencies of B5 and A2, limits of A4, and every load that the requirements name. */
export default defineContract({
  service: { name: 'agents-api', baseUrl: 'http://127.0.0.1:3000' },

  // B5's targets. A2 asks the same service for other numbers (health 10/20/50, read 100/200/500, write
  // 200/500/1000): B5 is later and finer, so it counts, and only external calls are A2's.
  categories: {
    health: { p50Ms: 50, p95Ms: 100, p99Ms: 200 },
    'read-light': { p50Ms: 100, p95Ms: 300, p99Ms: 500 },
    'read-medium': { p50Ms: 150, p95Ms: 400, p99Ms: 600 },
    'read-heavy': { p50Ms: 200, p95Ms: 500, p99Ms: 800 },
    'write-light': { p50Ms: 200, p95Ms: 600, p99Ms: 1000 },
    'write-heavy': { p50Ms: 300, p95Ms: 800, p99Ms: 1500 },
    external: { p50Ms: 500, p95Ms: 2000, p99Ms: 5000 },
    delete: { p50Ms: 200, p95Ms: 600, p99Ms: 1000 },
  },

  endpoints: [
    { ...endpoint('health', '/health', 'health'), checks: { status: 200 } },
    { ...endpoint('list-agents', '/agents', 'read-medium'), checks: { status: 200 } },
    endpoint('filter-agents', '/agents/industry/:industry', 'read-medium'),
    endpoint('customer-agents', '/customers/:customerId/agents', 'read-medium'),
    endpoint('agent-configuration', '/agents/:agentId/configuration', 'read-light'),
    endpoint('tasks', '/agents/:agentId/tasks', 'read-light'),
    endpoint('list-goals', '/goals', 'read-light'),
    endpoint('deliverables', '/goals/:goalId/deliverables', 'read-heavy'),
    { ...endpoint('create-goal', '/goals', 'write-light', 'POST'), checks: { status: 201 } },
    { ...endpoint('delete-goal', '/goals/:goalId', 'delete', 'DELETE'), expectedStatuses: [204] },
    endpoint('external-call', '/external/enrichment', 'external'),
  ],

  journeys: {
    feeders: [
      { name: 'agents', variable: 'agentId', range: [1, 10_000] },
      { name: 'customers', variable: 'customerId', range: [1, 1000] },
      { name: 'goals', variable: 'goalId', range: [1, 100_000] },
      {
        name: 'industries',
        rows: ['retail', 'finance', 'healthcare', 'logistics'].map((industry) => ({ industry })),
      },
    ],
    userClasses: [
      {
        name: 'agent-user',
        weight: 9,
        thinkTime: { distribution: 'uniform', minimum: '1s', maximum: '3s' },
        journeys: [
          task('health', 10),
          task('list-agents', 8, { query: { limit: 20 } }),
          task('filter-agents', 5, { params: { industry: '{{industry}}' } }),
          task('customer-agents', 6, { params: { customerId: '{{customerId}}' } }),
          task('agent-configuration', 4, { params: { agentId: '{{agentId}}' } }),
          task('list-goals', 3),
          task('tasks', 2, { params: { agentId: '{{agentId}}' } }),
          task('deliverables', 2, { params: { goalId: '{{goalId}}' } }),
          task('external-call', 1),
          {
            name: 'goal-life',
            weight: 1,
            steps: [
              {
                endpoint: 'create-goal',
                body: { agentId: '{{agentId}}', title: 'Reach 95 % on time delivery' },
                extract: { createdGoalId: { json: 'id' } },
                thinkTime: { distribution: 'none' },
              },
              { endpoint: 'delete-goal', params: { goalId: '{{createdGoalId}}' } },
            ],
          },
        ],
      },
      {
        name: 'health-only',
        weight: 1,
        thinkTime: { distribution: 'constant', duration: '1s' },
        journeys: [{ name: 'health-check', weight: 1, steps: [{ endpoint: 'health' }] }],
      },
    ],
  },

  budgets: {
    availability: { objectiveRatio: 0.999, window: '30d' },
    errorRatio: [
      { upToUsers: 50, maxRatio: 0.01, failRatio: 0.05 },
      { upToUsers: 200, maxRatio: 0.05 },
      { upToRatePerSecond: 500, maxRatio: 0.001, failRatio: 0.01 },
    ],
  },

  throughput: { targetPerSecond: 500, minPerSecond: 200 },

  resources: {
    cpu: { warnRatio: 0.6, limitRatio: 0.8 },
    memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 512 * 1_048_576 },
    dbConnections: { warn: 70, limit: 100 },
    dbPoolWait: { warnMs: 5, limitMs: 10 },
    dbQuery: { warnMs: 100, limitMs: 150 },
    redisMemory: { warnBytes: 700_000_000, limitBytes: 1_000_000_000 },
    cacheHitRatio: { warnRatio: 0.7, limitRatio: 0.5 },
    eventLoopDelay: { warnMs: 200, limitMs: 400 },
  },

  // Where each comes from stands in its description; `npx plimsoll run NAME --dry-run` shows what it sends.
  profiles: {
    // Ours: the first run, and the traffic that is always there.
    demo: {
      description: 'A minute of steady arrivals, enough to judge every endpoint',
      model: 'open',
      ratePerSecond: 400,
      rampUp: '5s',
      duration: '60s',
      requestTimeout: '5s',
      judges: ['checks', 'health', 'metrics', 'p95', 'p99', 'error-ratio', 'resources'],
      minPlannedRequests: { p99: 1200 },
    },
    canary: {
      description: 'Synthetic traffic by schedule: little load, always there',
      model: 'open',
      ratePerSecond: 5,
      duration: '1m',
      requestTimeout: '5s',
      judges: ['checks', 'health', 'metrics', 'error-ratio'],
      budgets: UP_TO_5_PERCENT, // 300 requests can prove no smaller share
    },

    // An API backend: users that think as they do by B4 (A6 to A9, A13, B2).
    smoke: {
      description: 'Does it work at all: one user, ten journeys (A6, B2)',
      ...closed(1, 1, '30s'),
      iterations: 10,
      thinkTime: { distribution: 'none' },
      judges: ['checks', 'health', 'metrics'],
    },
    'warm-up': {
      description: 'Fills caches and pools before a test, judges little (B2)',
      ...closed(10, 2, '5m'),
      judges: ['checks', 'error-ratio'],
    },
    baseline: steady('The first of three levels: 10 users (A7)', 10, 2, '10m'),
    normal: steady('The second level: 50 users (A7, B2)', 50, 5, '10m'),
    peak: steady('The target level: 100 users (A7, B2)', 100, 10, '15m'),
    spike: {
      description: '0 to 200 users in 30 s, then back to 50: it survives and recovers (A9, B2)',
      model: 'closed',
      stages: [
        { phase: 'rush', duration: '30s', users: 200 },
        { phase: 'spike', duration: '90s', users: 200 },
        { phase: 'after', duration: '3m', users: 50, shape: 'step' },
      ],
      recovery: { afterPhase: 'spike', within: '2m' },
      judges: OVERLOADED,
    },
    soak: {
      description: '50 users for a day: nothing grows, nothing degrades (A13, B2)',
      ...closed(50, 5, '24h'),
      judges: [...STEADY, 'leak'],
      budgets: { errorRatio: [{ maxRatio: 0.001 }] },
    },

    // More than the service is sized for (C3, C10). C's mixes of requests are in examples/contracts/.
    scale: {
      description: 'Ramp, hold, ramp, hold, down: thousands of users (C3)',
      model: 'closed',
      judges: ['p95', 'p99', 'error-ratio'],
      latency: { p95Ms: 500, p99Ms: 1000 },
      budgets: { errorRatio: [{ maxRatio: 0.01 }] },
      stages: [
        { phase: 'ramp-1000', duration: '2m', users: 1000 },
        { phase: 'hold-1000', duration: '5m', users: 1000 },
        { phase: 'ramp-5000', duration: '2m', users: 5000 },
        { phase: 'hold-5000', duration: '5m', users: 5000 },
        { phase: 'ramp-down', duration: '2m', users: 0 },
      ],
    },
    stress: {
      description: '150 % of the target rate (C10)',
      model: 'open',
      ratePerSecond: 750,
      rampUp: '30s',
      duration: '10m',
      judges: ['health', 'p95', 'error-ratio', 'throughput', 'resources'],
      budgets: UP_TO_5_PERCENT,
    },
    'instant-spike': {
      description: 'Ten times the arrivals from one moment to the next, and back (C10)',
      model: 'open',
      stages: [step('before', '1m', 50), step('spike', '30s', 500), step('after', '3m', 50)],
      recovery: { afterPhase: 'spike', within: '2m' },
      judges: OVERLOADED,
      budgets: UP_TO_5_PERCENT,
    },
    breakpoint: {
      description: 'Steps up until an objective breaks (C10)',
      model: 'open',
      judges: ['p95', 'error-ratio', 'throughput', 'resources'],
      budgets: UP_TO_5_PERCENT,
      stages: [200, 400, 800, 1600].map((rate) => step(`step-${rate}`, '2m', rate)),
    },

    // A resource agent: as many requests a second as users, so each pauses a second (D1 to D3, D6). D3's
    // averages are not asked for: every P95 of the contract lies below them.
    light: agentLoad('10 users, errors under 0.1 % (D1, D2)', 10, '10m', 0.001),
    medium: agentLoad('50 users, errors under 0.5 % (D1, D2, normal of D3)', 50, '5m', 0.005),
    heavy: agentLoad('100 users, errors under 1 % (D1, D2, peak of D3)', 100, '3m', 0.01),
    overload: {
      description: '200 users: degrades gracefully, errors under 5 % (stress of D1 to D3)',
      ...closed(200, 20, '2m'),
      thinkTime: ONE_SECOND,
      judges: ['health', 'error-ratio', 'resources'],
      budgets: UP_TO_5_PERCENT,
    },
    endurance: {
      ...steady(
        '30 users for half an hour, too short to tell a leak: soak does (D3)',
        30,
        10,
        '30m',
      ),
      thinkTime: ONE_SECOND,
    },
    gradual: {
      description: 'From nobody to 200 users within ten minutes, and there (D6)',
      model: 'closed',
      thinkTime: ONE_SECOND,
      stages: [
        { phase: 'climb', duration: '10m', users: 200 },
        { phase: 'hold', duration: '2m', users: 200 },
      ],
      judges: STEADY,
    },
    recovery: {
      description: 'Two minutes at 150 % of the target rate, then a tenth: all is well again (D6)',
      model: 'open',
      stages: [step('before', '2m', 75), step('overload', '2m', 750), step('after', '4m', 75)],
      recovery: { afterPhase: 'overload', within: '2m' },
      judges: OVERLOADED,
      budgets: UP_TO_5_PERCENT,
    },

    // A platform before its launch (E1, E3).
    'cold-start': {
      description: 'One user right after a restart: the first requests beside the steady ones (E3)',
      model: 'closed',
      users: 1,
      duration: '30s',
      iterations: 500,
      thinkTime: { distribution: 'none' },
      judges: ['checks', 'health'],
    },
    launch: {
      description: 'Smoke, normal, peak and endurance in one analysis, told apart by phase (E1)',
      model: 'closed',
      stages: [
        { phase: 'smoke', duration: '12m', users: 10, shape: 'step' }, // what its rarest endpoint needs for a P95
        { phase: 'to-normal', duration: '30s', users: 50 },
        { phase: 'normal', duration: '5m', users: 50 },
        { phase: 'to-peak', duration: '30s', users: 200 },
        { phase: 'peak', duration: '5m', users: 200 },
        { phase: 'to-endurance', duration: '30s', users: 100 },
        { phase: 'endurance', duration: '20m', users: 100 },
      ],
      warmUp: '30s',
      judges: STEADY,
      budgets: { errorRatio: [{ maxRatio: 0.005 }] },
    },
  },

  soak: { growthPer24h: { heapRatio: 0.2 }, warmUps: [{ name: 'caches', duration: '10m' }] },

  // Longer ones by night and week: docs/schedules.md.
  schedules: [{ name: 'canary', cron: '*/5 * * * *', profile: 'canary', atStart: true }],

  safety: {
    // `demo` is the container's name; Docker takes its networks from this range.
    allowTargets: ['127.0.0.0/8', '::1', 'localhost', 'demo', '172.16.0.0/12'],
    maxConnections: 5000, // one for each user of `scale`; needs `ulimit -n` above it
  },
})
