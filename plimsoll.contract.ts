import { defineContract } from 'plimsoll/contract'

const MIB = 1_048_576

/** The demo's performance contract: requirements A2, A4, B2, B4, B5, C3 and D1 as one file. */
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

  profiles: {
    smoke: {
      description: 'Does it work at all: one user, ten journeys',
      model: 'closed',
      users: 1,
      spawnRate: 1,
      duration: '30s',
      iterations: 10,
      thinkTime: { distribution: 'none' },
      judges: ['checks', 'health', 'metrics'],
    },
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
      budgets: { errorRatio: [{ maxRatio: 0.05 }] }, // 300 requests can prove no smaller share
    },
    'warm-up': {
      model: 'closed',
      users: 10,
      spawnRate: 2,
      duration: '5m',
      judges: ['checks', 'error-ratio'],
    },
    light: {
      model: 'closed',
      users: 10,
      spawnRate: 2,
      duration: '10m',
      judges: ['checks', 'p95', 'error-ratio', 'resources'],
    },
    normal: {
      model: 'closed',
      users: 50,
      spawnRate: 5,
      duration: '10m',
      judges: ['checks', 'p95', 'error-ratio', 'resources'],
    },
    peak: {
      model: 'closed',
      users: 100,
      spawnRate: 10,
      duration: '15m',
      judges: ['checks', 'p95', 'error-ratio', 'resources'],
    },
    spike: {
      model: 'closed',
      users: 200,
      spawnRate: 6.67,
      duration: '5m',
      judges: ['health', 'p95', 'error-ratio', 'resources'],
    },
    stress: {
      description: '150 % of the target rate',
      model: 'open',
      ratePerSecond: 750,
      rampUp: '30s',
      duration: '10m',
      judges: ['health', 'p95', 'error-ratio', 'throughput', 'resources'],
      budgets: { errorRatio: [{ maxRatio: 0.05 }] },
    },
    soak: {
      model: 'closed',
      users: 50,
      spawnRate: 5,
      duration: '24h',
      judges: ['checks', 'p95', 'error-ratio', 'resources', 'leak'],
    },
    breakpoint: {
      description: 'Steps up until an objective breaks',
      model: 'open',
      judges: ['p95', 'error-ratio', 'throughput', 'resources'],
      budgets: { errorRatio: [{ maxRatio: 0.05 }] },
      stages: [
        { phase: 'step-200', duration: '2m', ratePerSecond: 200, shape: 'step' },
        { phase: 'step-400', duration: '2m', ratePerSecond: 400, shape: 'step' },
        { phase: 'step-800', duration: '2m', ratePerSecond: 800, shape: 'step' },
        { phase: 'step-1600', duration: '2m', ratePerSecond: 1600, shape: 'step' },
      ],
    },
    scale: {
      description: 'Ramp, hold, ramp, hold, down (C3)',
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
