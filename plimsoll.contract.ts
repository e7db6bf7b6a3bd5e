import { defineContract } from 'plimsoll/contract'

const MIB = 1_048_576

/** What a load within the promises is to show. */
const STEADY = ['checks', 'p95', 'error-ratio', 'resources'] as const
/** What a load beyond them is to show: it may slow down, not break, and recovers. */
const OVERLOADED = ['health', 'error-ratio', 'recovery', 'resources'] as const
/** So many users, started so many a second, for so long: B2's table. */
const closed = (users: number, spawnRate: number, duration: string) =>
  ({ model: 'closed', users, spawnRate, duration }) as const
const UP_TO_5_PERCENT = { errorRatio: [{ maxRatio: 0.05 }] }
const ONE_SECOND = { distribution: 'constant', duration: '1s' } as const

/** The demo's performance contract: latencies of B5 and A2, limits of A4, and every load that the requirements name. */
export default defineContract({
  service: {
    name: 'agents-api',
    baseUrl: 'http://127.0.0.1:3000',
    healthPath: '/health',
    dialect: 'otel',
  },

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

  // warnMargin 0.5: between the target and 1.5 times the target a run warns, beyond it fails (B6, B7).
  endpoints: [
    {
      name: 'health',
      path: '/health',
      category: 'health',
      warnMargin: 0.5,
      checks: { status: 200 },
    },
    {
      name: 'list-agents',
      path: '/agents',
      category: 'read-medium',
      warnMargin: 0.5,
      checks: { status: 200 },
    },
    {
      name: 'filter-agents',
      path: '/agents/industry/:industry',
      category: 'read-medium',
      warnMargin: 0.5,
    },
    {
      name: 'customer-agents',
      path: '/customers/:customerId/agents',
      category: 'read-medium',
      warnMargin: 0.5,
    },
    {
      name: 'agent-configuration',
      path: '/agents/:agentId/configuration',
      category: 'read-light',
      warnMargin: 0.5,
    },
    { name: 'tasks', path: '/agents/:agentId/tasks', category: 'read-light', warnMargin: 0.5 },
    { name: 'list-goals', path: '/goals', category: 'read-light', warnMargin: 0.5 },
    {
      name: 'deliverables',
      path: '/goals/:goalId/deliverables',
      category: 'read-heavy',
      warnMargin: 0.5,
    },
    {
      name: 'create-goal',
      method: 'POST',
      path: '/goals',
      category: 'write-light',
      warnMargin: 0.5,
      checks: { status: 201 },
    },
    {
      name: 'delete-goal',
      method: 'DELETE',
      path: '/goals/:goalId',
      category: 'delete',
      warnMargin: 0.5,
      expectedStatuses: [204],
    },
    { name: 'external-call', path: '/external/enrichment', category: 'external', warnMargin: 0.5 },
  ],

  journeys: {
    feeders: [
      { name: 'agents', variable: 'agentId', range: [1, 10_000] },
      { name: 'customers', variable: 'customerId', range: [1, 1000] },
      { name: 'goals', variable: 'goalId', range: [1, 100_000] },
      {
        name: 'industries',
        rows: [
          { industry: 'retail' },
          { industry: 'finance' },
          { industry: 'healthcare' },
          { industry: 'logistics' },
        ],
      },
    ],
    userClasses: [
      {
        name: 'agent-user',
        weight: 9,
        thinkTime: { distribution: 'uniform', minimum: '1s', maximum: '3s' },
        journeys: [
          { name: 'health', weight: 10, steps: [{ endpoint: 'health' }] },
          {
            name: 'list-agents',
            weight: 8,
            steps: [{ endpoint: 'list-agents', query: { limit: 20 } }],
          },
          {
            name: 'filter-agents',
            weight: 5,
            steps: [{ endpoint: 'filter-agents', params: { industry: '{{industry}}' } }],
          },
          {
            name: 'customer-agents',
            weight: 6,
            steps: [{ endpoint: 'customer-agents', params: { customerId: '{{customerId}}' } }],
          },
          {
            name: 'agent-configuration',
            weight: 4,
            steps: [{ endpoint: 'agent-configuration', params: { agentId: '{{agentId}}' } }],
          },
          { name: 'list-goals', weight: 3, steps: [{ endpoint: 'list-goals' }] },
          {
            name: 'tasks',
            weight: 2,
            steps: [{ endpoint: 'tasks', params: { agentId: '{{agentId}}' } }],
          },
          {
            name: 'deliverables',
            weight: 2,
            steps: [{ endpoint: 'deliverables', params: { goalId: '{{goalId}}' } }],
          },
          { name: 'external-call', weight: 1, steps: [{ endpoint: 'external-call' }] },
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
    memory: { warnRatio: 0.7, limitRatio: 0.8, limitBytes: 512 * MIB },
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
    baseline: {
      description: 'The first of three levels: 10 users (A7)',
      ...closed(10, 2, '10m'),
      judges: STEADY,
    },
    normal: {
      description: 'The second level: 50 users (A7, B2)',
      ...closed(50, 5, '10m'),
      judges: STEADY,
    },
    peak: {
      description: 'The target level: 100 users (A7, B2)',
      ...closed(100, 10, '15m'),
      judges: STEADY,
    },
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

    // An experimentation platform: more than the service is sized for (C3, C10). Its mixes of requests
    // (C4, C6) are contracts of their own: examples/contracts/.
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
      stages: [
        { phase: 'before', duration: '1m', ratePerSecond: 50, shape: 'step' },
        { phase: 'spike', duration: '30s', ratePerSecond: 500, shape: 'step' },
        { phase: 'after', duration: '3m', ratePerSecond: 50, shape: 'step' },
      ],
      recovery: { afterPhase: 'spike', within: '2m' },
      judges: OVERLOADED,
      budgets: UP_TO_5_PERCENT,
    },
    breakpoint: {
      description: 'Steps up until an objective breaks (C10)',
      model: 'open',
      judges: ['p95', 'error-ratio', 'throughput', 'resources'],
      budgets: UP_TO_5_PERCENT,
      stages: [
        { phase: 'step-200', duration: '2m', ratePerSecond: 200, shape: 'step' },
        { phase: 'step-400', duration: '2m', ratePerSecond: 400, shape: 'step' },
        { phase: 'step-800', duration: '2m', ratePerSecond: 800, shape: 'step' },
        { phase: 'step-1600', duration: '2m', ratePerSecond: 1600, shape: 'step' },
      ],
    },

    // A resource agent: as many requests a second as users, so each pauses a second (D1 to D3, D6). D3's
    // averages are not asked for: every P95 of the contract lies below them.
    light: {
      description: '10 users, errors under 0.1 % (D1, D2)',
      ...closed(10, 10, '10m'),
      thinkTime: ONE_SECOND,
      judges: STEADY,
      budgets: { errorRatio: [{ maxRatio: 0.001 }] },
    },
    medium: {
      description: '50 users, errors under 0.5 % (D1, D2, normal of D3)',
      ...closed(50, 10, '5m'),
      thinkTime: ONE_SECOND,
      judges: STEADY,
      budgets: { errorRatio: [{ maxRatio: 0.005 }] },
    },
    heavy: {
      description: '100 users, errors under 1 % (D1, D2, peak of D3)',
      ...closed(100, 10, '3m'),
      thinkTime: ONE_SECOND,
      judges: STEADY,
      budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    },
    overload: {
      description: '200 users: degrades gracefully, errors under 5 % (stress of D1 to D3)',
      ...closed(200, 20, '2m'),
      thinkTime: ONE_SECOND,
      judges: ['health', 'error-ratio', 'resources'],
      budgets: UP_TO_5_PERCENT,
    },
    endurance: {
      description: '30 users for half an hour, too short to tell a leak: soak does (D3)',
      ...closed(30, 10, '30m'),
      thinkTime: ONE_SECOND,
      judges: STEADY,
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
      description:
        'Two minutes at 150 % of the target rate, then a tenth of it: all is well again (D6)',
      model: 'open',
      stages: [
        { phase: 'before', duration: '2m', ratePerSecond: 75, shape: 'step' },
        { phase: 'overload', duration: '2m', ratePerSecond: 750, shape: 'step' },
        { phase: 'after', duration: '4m', ratePerSecond: 75, shape: 'step' },
      ],
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

  soak: {
    growthPer24h: { heapRatio: 0.2 },
    warmUps: [{ name: 'caches', duration: '10m' }],
  },

  // Longer ones by night and week: docs/schedules.md.
  schedules: [{ name: 'canary', cron: '*/5 * * * *', profile: 'canary', atStart: true }],

  safety: {
    // `demo` is the container's name; Docker takes its networks from this range.
    allowTargets: ['127.0.0.0/8', '::1', 'localhost', 'demo', '172.16.0.0/12'],
    maxConnections: 5000, // one for each user of `scale`; needs `ulimit -n` above it
  },
})
