import { parseDurationMs } from '../../contract/durations.ts'
import type { Contract } from '../../contract/schema.ts'
import { contractLimits, type LimitKind } from '../../queries/contract-limits.ts'
import { type NamedSeries, serviceSeries } from '../../queries/dialect.ts'
import { JOBS } from '../../queries/scrape-jobs.ts'
import { selector } from '../../queries/selector.ts'
import { HOST } from '../../series/host-series.ts'
import { POSTGRESQL } from '../../series/postgresql-series.ts'
import { REDIS } from '../../series/redis-series.ts'
import type { AlertName } from '../alert-names.ts'
import { RATE_WINDOW, resourceAlerts } from '../resource-alerts.ts'
import type { AlertRule } from '../rule-types.ts'
import { type Boundary, firingMs, type InputSeries } from './boundary.ts'
import { constant, line } from './series-values.ts'

const EVALUATION_MS = 5000
const END_MS = 240_000
/** Counters of a host that has been up for a while: one that begins at 0 is extrapolated differently. */
const COUNTED_BEFORE = 1_000_000

type Labels = Readonly<Record<string, string>>

/** What feeds an alert, and what must not. */
interface Feed {
  readonly kind: LimitKind
  /** Labels of the alert itself. */
  readonly labels: Labels
  readonly series: (value: number) => InputSeries
  /** A rate is in full only after its window, and exact only up to rounding. */
  readonly isRate?: true
  /** What looks like the value but does not count. */
  readonly decoy?: { readonly title: string; readonly series: (value: number) => InputSeries }
}

/** Boundaries of the alerts that compare a value with a recorded line of the contract. */
export function resourceBoundaries(contract: Contract): Boundary[] {
  const feeds = { ...serviceFeeds(contract), ...serverFeeds(contract), ...hostFeeds(contract) }
  return resourceAlerts(contract).map((rule) => {
    const feed: Feed | undefined = feeds[rule.alert as keyof typeof feeds]
    if (feed === undefined) throw new TypeError(`${rule.alert} has no feed`)
    return limitBoundary(contract, rule, feed)
  })
}

function serviceFeeds({ service, resources }: Contract) {
  const own = { service_name: service.name, job: JOBS.service, instance: '10.0.0.1:9464' }
  const { cpuTime, cpuAvailable, memoryUsage, eventLoopDelayP99 } = serviceSeries(service.dialect)
  const named = (series: NamedSeries): string =>
    selector(series.name, { ...own, ...series.matchers })
  const cores = resources.cpu?.cores ?? 2
  return {
    CpuHigh: {
      kind: 'cpu_ratio',
      labels: own,
      isRate: true,
      // Both modes count, over all cores.
      series: (ratio: number) => ({
        [selector(cpuTime.name, { ...own, cpu_mode: 'user' })]: growing(ratio * cores * 0.75),
        [selector(cpuTime.name, { ...own, cpu_mode: 'system' })]: growing(ratio * cores * 0.25),
        ...(cpuAvailable && { [named(cpuAvailable)]: held(cores) }),
      }),
    },
    MemoryHigh: {
      kind: 'memory_bytes',
      labels: own,
      series: (bytes: number) => ({ [named(memoryUsage)]: held(bytes) }),
    },
    EventLoopDelayHigh: {
      kind: 'event_loop_delay_seconds',
      labels: own,
      series: (seconds: number) => ({ [named(eventLoopDelayP99)]: held(seconds) }),
    },
  } satisfies Partial<Record<AlertName, Feed>>
}

const polled = ({ service }: Contract) => ({
  service_name: service.name,
  job: JOBS.poller,
  instance: '10.0.0.2:9464',
})

function serverFeeds(contract: Contract) {
  const own = polled(contract)
  const backends = (state: string): string => selector(POSTGRESQL.backends.name, { ...own, state })
  return {
    DatabaseConnectionsHigh: {
      kind: 'db_connections',
      labels: { service_name: contract.service.name },
      // The sum over states counts, not one of them.
      series: (connections: number) => ({
        [backends('active')]: held(connections - 1),
        [backends('idle')]: held(1),
      }),
    },
    RedisMemoryHigh: {
      kind: 'redis_memory_bytes',
      labels: own,
      series: (bytes: number) => ({ [selector(REDIS.memoryUsed.name, own)]: held(bytes) }),
    },
  } satisfies Partial<Record<AlertName, Feed>>
}

function hostFeeds(contract: Contract) {
  const own = polled(contract)
  const bytes = (name: string, device: string, direction: string): string =>
    selector(name, { ...own, device, direction })
  const network = (device: string, perSecond: number): InputSeries => ({
    [bytes(HOST.networkIo.name, device, 'receive')]: growing(perSecond / 4),
    [bytes(HOST.networkIo.name, device, 'transmit')]: growing((perSecond * 3) / 4),
  })
  const disk = (device: string, perSecond: number): InputSeries => ({
    [bytes(HOST.diskIo.name, device, 'read')]: growing(perSecond / 4),
    [bytes(HOST.diskIo.name, device, 'write')]: growing((perSecond * 3) / 4),
  })
  return {
    NetworkIoHigh: {
      kind: 'network_bytes_per_second',
      labels: own,
      isRate: true,
      series: (perSecond: number) => network('eth0', perSecond),
      decoy: {
        title: 'when the bytes stay inside the host',
        series: (perSecond) => ({ ...network('lo', perSecond), ...network('docker0', perSecond) }),
      },
    },
    DiskIoHigh: {
      kind: 'disk_bytes_per_second',
      labels: own,
      isRate: true,
      series: (perSecond: number) => disk('vda', perSecond),
      decoy: {
        title: 'when a partition says again what its disk said',
        series: (perSecond) => ({
          ...disk('vda', perSecond * 0.9),
          ...disk('vda1', perSecond * 0.9),
        }),
      },
    },
  } satisfies Partial<Record<AlertName, Feed>>
}

const held = (value: number): string => constant(value, END_MS, EVALUATION_MS)
const growing = (perSecond: number): string =>
  line(COUNTED_BEFORE, [{ untilMs: END_MS, perSecond }], EVALUATION_MS)

/** The line itself is still allowed; a little more is not. */
function limitBoundary(contract: Contract, rule: AlertRule, feed: Feed): Boundary {
  const limit = contractLimits(contract).find(
    (one) => one.kind === feed.kind && one.severity === rule.labels.severity,
  )
  const value = limit?.value ?? 0
  const isCount = Number.isInteger(value) && !feed.isRate
  const over = isCount ? value + 1 : value * 1.01
  const onsetMs = feed.isRate ? (parseDurationMs(RATE_WINDOW) ?? 0) - EVALUATION_MS : 0
  const frame = { rule, evaluationMs: EVALUATION_MS, sampleMs: EVALUATION_MS, onsetMs }
  const atMs = firingMs(frame)
  const allowed = feed.isRate
    ? { title: 'just under the line', series: feed.series(value * 0.999) }
    : { title: 'at the line itself', series: feed.series(value) }
  return {
    ...frame,
    over: feed.series(over),
    overCount: 1,
    silent: [
      { ...allowed, atMs },
      ...(feed.decoy ? [{ title: feed.decoy.title, series: feed.decoy.series(over), atMs }] : []),
    ],
    golden: { labels: feed.labels, value: over },
  }
}
