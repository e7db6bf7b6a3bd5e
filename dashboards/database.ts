import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { unreadableParts } from '../queries/panel-host-queries.ts'
import * as panelQueries from '../queries/panel-server-queries.ts'
import { POSTGRESQL } from '../series/postgresql-series.ts'
import { REDIS } from '../series/redis-series.ts'
import { framedDashboard } from './dashboard-frame.ts'
import type { DashboardJson } from './dashboard-json.ts'
import type { PanelSource } from './layout.ts'
import { type LimitedSpec, limitedPanels } from './panels/limited-panels.ts'
import { cacheSpecs, connectionSpecs, operationSpecs } from './panels/resource-panels.ts'
import { statPanel } from './panels/stat-panel.ts'
import { singleStep } from './panels/threshold-lines.ts'

/** "Is it the database?" for developers: PostgreSQL, the pool, its queries, Redis, each against its own line. */
export function databaseDashboard(contract: Contract): DashboardJson {
  const section = (title: string, specs: readonly LimitedSpec[], width = 8) => ({
    title,
    width,
    height: 7,
    panels: limitedPanels(contract, specs),
  })
  return framedDashboard(contract, {
    uid: DASHBOARD_UIDS.database,
    title: `${contract.service.name}: database and cache`,
    description:
      'PostgreSQL and Redis as their servers see themselves, beside what the service waits for.',
    byRun: false,
    from: 'now-15m',
    sections: [
      { title: 'At a glance', width: 4, height: 3, panels: glancePanels(contract) },
      section('Connections', [...connectionSpecs(contract), ...sessionSpecs(contract)]),
      section('Queries', [...statementSpecs(contract), ...operationSpecs(contract)], 24),
      section('PostgreSQL', serverSpecs(contract)),
      section('Redis', [...cacheSpecs(contract), ...redisSpecs(contract)]),
    ],
  })
}

function glancePanels(contract: Contract): PanelSource[] {
  const down = (name: string, series: typeof POSTGRESQL.up | typeof REDIS.up): PanelSource =>
    statPanel({
      title: `${name} down`,
      description: `1 while ${name} does not answer the poller.`,
      unit: 'short',
      expr: `1 - ${panelQueries.serverSum(contract, series)}`,
      steps: singleStep(1, 'broken'),
    })
  return [
    down('PostgreSQL', POSTGRESQL.up),
    down('Redis', REDIS.up),
    statPanel({
      title: 'Waiting for a lock',
      description: 'Lock requests of PostgreSQL that are not granted.',
      unit: 'short',
      expr: panelQueries.serverSum(contract, POSTGRESQL.locks, { granted: 'false' }),
      steps: singleStep(1, 'warned'),
    }),
    statPanel({
      title: 'Database size',
      description: 'Disk space of the database.',
      unit: 'bytes',
      expr: panelQueries.serverSum(contract, POSTGRESQL.size),
    }),
    statPanel({
      title: 'Slow log of Redis',
      description: 'Entries now; the poller counts new ones below.',
      unit: 'short',
      expr: panelQueries.serverSum(contract, REDIS.slowlogLength),
    }),
    statPanel({
      title: 'Not readable',
      description:
        'Parts the poller may not or cannot read: pg_stat_statements, other sessions, the slow log, /proc. Its log says why.',
      unit: 'short',
      expr: unreadableParts(contract),
      steps: singleStep(1, 'warned'),
    }),
  ]
}

function sessionSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'Connections by state',
      description: 'Idle in transaction holds locks and keeps VACUUM from cleaning up.',
      unit: 'short',
      queries: [
        {
          expr: panelQueries.serverBy(contract, POSTGRESQL.backends, 'state'),
          legend: '{{state}}',
        },
      ],
    },
    {
      title: 'Oldest transaction',
      description: 'Age of the oldest open transaction by state of its connection.',
      unit: 's',
      queries: [
        {
          expr: panelQueries.serverBy(contract, POSTGRESQL.transactionAge, 'state'),
          legend: '{{state}}',
        },
      ],
    },
    {
      title: 'Locks',
      description:
        'Held and waited for. Waiting that lasts is one transaction in the way of others.',
      unit: 'short',
      queries: (['true', 'false'] as const).map((granted) => ({
        expr: panelQueries.serverSum(contract, POSTGRESQL.locks, { granted }),
        legend: granted === 'true' ? 'held' : 'waiting',
      })),
    },
  ]
}

function statementSpecs(contract: Contract): LimitedSpec[] {
  return [
    {
      title: 'Slowest statements',
      description:
        'The five with the highest mean of the calls just made, as the server times them. Listed are the 10 that took most time and the 10 slowest over 100 ms.',
      unit: 's',
      queries: [{ expr: panelQueries.slowestStatements(contract), legend: '{{db_query_text}}' }],
      limit: 'db_query_seconds',
    },
    {
      title: 'Busiest statements',
      description: 'The five that take most time: 1 is one connection busy all the time.',
      unit: 'short',
      queries: [{ expr: panelQueries.busiestStatements(contract), legend: '{{db_query_text}}' }],
    },
  ]
}

function serverSpecs(contract: Contract): LimitedSpec[] {
  const rate = (series: (typeof POSTGRESQL)[keyof typeof POSTGRESQL], legend: string) => ({
    expr: panelQueries.serverRate(contract, series),
    legend,
  })
  return [
    {
      title: 'Transactions',
      description: 'Commits and rollbacks a second.',
      unit: 'reqps',
      queries: [rate(POSTGRESQL.commits, 'commits'), rate(POSTGRESQL.rollbacks, 'rollbacks')],
    },
    {
      title: 'Buffer cache hit ratio',
      description: 'Blocks found in shared_buffers. A miss may still be in the kernel’s cache.',
      unit: 'percentunit',
      queries: [
        {
          expr: panelQueries.serverHitRatio(contract, POSTGRESQL.blocksHit, POSTGRESQL.blocksRead),
          legend: 'hits',
        },
      ],
    },
    {
      title: 'Scans of large tables',
      description: 'Whole scans a second of tables over 8 MiB: an index may be missing.',
      unit: 'reqps',
      queries: [{ expr: panelQueries.largeScans(contract), legend: '{{db_collection_name}}' }],
    },
    {
      title: 'Deadlocks',
      description: 'Transactions ended because each waited for the other.',
      unit: 'short',
      queries: [
        {
          expr: panelQueries.serverIncrease(contract, POSTGRESQL.deadlocks),
          legend: 'deadlocks',
        },
      ],
    },
    {
      title: 'Temporary files',
      description: 'Bytes a second that sorts and joins spill: work_mem is too small for them.',
      unit: 'Bps',
      queries: [rate(POSTGRESQL.tempBytes, 'written')],
    },
  ]
}

function redisSpecs(contract: Contract): LimitedSpec[] {
  const rate = (series: (typeof REDIS)[keyof typeof REDIS], legend: string) => ({
    expr: panelQueries.serverRate(contract, series),
    legend,
  })
  const sum = (series: (typeof REDIS)[keyof typeof REDIS], legend: string) => ({
    expr: panelQueries.serverSum(contract, series),
    legend,
  })
  return [
    {
      title: 'Lookups of Redis',
      description: 'Lookups a second that found their key and that did not, whoever asked.',
      unit: 'reqps',
      queries: [rate(REDIS.hits, 'hits'), rate(REDIS.misses, 'misses')],
    },
    {
      title: 'Commands',
      description: 'Commands a second.',
      unit: 'reqps',
      queries: [rate(REDIS.commands, 'commands')],
    },
    {
      title: 'Keys that went',
      description: 'Expired by their time to live; evicted because maxmemory was reached.',
      unit: 'reqps',
      queries: [rate(REDIS.expired, 'expired'), rate(REDIS.evicted, 'evicted')],
    },
    {
      title: 'Clients of Redis',
      description: 'Connected, and waiting in a blocking command.',
      unit: 'short',
      queries: [sum(REDIS.clientsConnected, 'connected'), sum(REDIS.clientsBlocked, 'blocked')],
    },
    {
      title: 'Refused and slow',
      description: 'Connections refused for maxclients, and new entries of the slow log.',
      unit: 'short',
      queries: [
        {
          expr: panelQueries.serverIncrease(contract, REDIS.connectionsRejected),
          legend: 'refused',
        },
        { expr: panelQueries.serverIncrease(contract, REDIS.slowlogEntries), legend: 'slow' },
      ],
    },
    {
      title: 'Memory and fragmentation of Redis',
      description: 'Allocated, and resident as the operating system counts it.',
      unit: 'decbytes',
      queries: [
        sum(REDIS.memoryUsed, 'allocated'),
        sum(REDIS.memoryRss, 'resident'),
        { expr: panelQueries.redisMaximum(contract), legend: 'maxmemory', reference: true },
      ],
    },
  ]
}
