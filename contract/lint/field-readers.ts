import { type FieldReader, row } from './field-reader.ts'
import { TRAFFIC_FIELD_READERS } from './traffic-field-readers.ts'

/** Every field of the contract, once. A test holds this against the schema and against the files named. */
export const FIELD_READERS: readonly FieldReader[] = [
  row('service.name', 'generate/prometheus-config.ts', 'Name of the service; label service_name'),
  row('service.baseUrl', 'app/run-overrides.ts', 'Where load is sent'),
  row('service.baseUrlEnv', 'app/run-overrides.ts', 'Environment variable that replaces baseUrl'),
  row('service.healthPath', 'app/check-health.ts', 'Path asked before and after a run'),
  row('service.metricsUrl', 'generate/environment.ts', 'Where Prometheus scrapes the service'),
  row('service.dialect', 'queries/dialect.ts', 'Names of the series the service exposes'),
  row('service.insecure', 'synthetic/find-target.ts', 'Skip the check of the TLS certificate'),

  row('**.latency.p50Ms', 'verdict/latency-objectives.ts', 'Median latency target, ms'),
  row('**.latency.p95Ms', 'verdict/latency-objectives.ts', 'P95 latency target, ms'),
  row('**.latency.p99Ms', 'verdict/latency-objectives.ts', 'P99 latency target, ms'),
  row('**.latency.maxMs', 'verdict/latency-objectives.ts', 'Latency no request may exceed, ms'),
  row('**.latency.avgMs', 'contract/lint/lint-contract.ts', 'Average latency, ms; only linted'),
  row('categories.*.p50Ms', 'verdict/latency-objectives.ts', 'Median latency target, ms'),
  row('categories.*.p95Ms', 'verdict/latency-objectives.ts', 'P95 latency target, ms'),
  row('categories.*.p99Ms', 'verdict/latency-objectives.ts', 'P99 latency target, ms'),
  row('categories.*.maxMs', 'verdict/latency-objectives.ts', 'Latency no request may exceed, ms'),
  row('categories.*.avgMs', 'contract/lint/lint-contract.ts', 'Average latency, ms; only linted'),

  row('endpoints.*.name', 'queries/run-queries.ts', 'Name; label endpoint'),
  row('endpoints.*.method', 'workload/compile-request.ts', 'HTTP method'),
  row('endpoints.*.path', 'workload/compile-request.ts', 'Route template; label http_route'),
  row('endpoints.*.category', 'contract/latency-target.ts', 'Category whose targets hold'),
  row('endpoints.*.expectedStatuses', 'workload/checks.ts', 'Statuses that count as ok'),
  row(
    'endpoints.*.warnMargin',
    'contract/latency-target.ts',
    'Share of the target between warn and fail line',
  ),
  row('**.checks.status', 'workload/checks.ts', 'Status or statuses the response must have'),
  row('**.checks.bodyIncludes', 'workload/checks.ts', 'Text the body must contain'),
  row('**.checks.json', 'workload/checks.ts', 'JSON path -> value it must have'),
  row('**.checks.header', 'workload/checks.ts', 'Header -> text it must contain'),
  row('**.checks.maxBodyBytes', 'workload/checks.ts', 'Largest body, bytes'),
  row('**.checks.maxLatencyMs', 'workload/checks.ts', 'Slowest single response, ms'),

  ...TRAFFIC_FIELD_READERS,

  row(
    'budgets.availability.objectiveRatio',
    'alerts/production-objectives.ts',
    'Share of requests that must be good',
  ),
  row('budgets.availability.window', 'alerts/production-burn.ts', 'Window of the objective'),
  row(
    '**.errorRatio.*.upToUsers',
    'contract/covering-budget.ts',
    'Users up to which the budget holds',
  ),
  row(
    '**.errorRatio.*.upToRatePerSecond',
    'contract/covering-budget.ts',
    'Arrivals/s up to which the budget holds',
  ),
  row(
    '**.errorRatio.*.maxRatio',
    'verdict/error-ratio-objectives.ts',
    'Share of bad requests allowed',
  ),
  row(
    '**.errorRatio.*.failRatio',
    'verdict/error-ratio-objectives.ts',
    'Share of bad requests that fails',
  ),
  row('**.throughput.targetPerSecond', 'verdict/throughput-objective.ts', 'Ok responses/s wanted'),
  row(
    '**.throughput.minPerSecond',
    'verdict/throughput-objective.ts',
    'Ok responses/s below which it fails',
  ),
  row('throughput.targetPerSecond', 'verdict/throughput-objective.ts', 'Ok responses/s wanted'),
  row(
    'throughput.minPerSecond',
    'verdict/throughput-objective.ts',
    'Ok responses/s below which it fails',
  ),

  row('resources.cpu.warnRatio', 'verdict/resources.ts', 'CPU share that warns'),
  row('resources.cpu.limitRatio', 'verdict/resources.ts', 'CPU share that fails'),
  row('resources.cpu.cores', 'queries/resource-queries.ts', 'Cores the share is of'),
  row('resources.memory.warnRatio', 'verdict/resources.ts', 'Share of limitBytes that warns'),
  row('resources.memory.limitRatio', 'verdict/resources.ts', 'Share of limitBytes that fails'),
  row(
    'resources.memory.limitBytes',
    'queries/resource-queries.ts',
    'Memory the share is of, bytes',
  ),
  row('resources.dbConnections.warn', 'verdict/resources.ts', 'Server-side connections that warn'),
  row('resources.dbConnections.limit', 'verdict/resources.ts', 'Server-side connections that fail'),
  row(
    'resources.dbPoolWait.warnMs',
    'verdict/resources.ts',
    'P95 wait for a connection that warns, ms',
  ),
  row(
    'resources.dbPoolWait.limitMs',
    'verdict/resources.ts',
    'P95 wait for a connection that fails, ms',
  ),
  row('resources.dbQuery.warnMs', 'verdict/resources.ts', 'P95 of a query that warns, ms'),
  row('resources.dbQuery.limitMs', 'verdict/resources.ts', 'P95 of a query that fails, ms'),
  row('resources.redisMemory.warnBytes', 'verdict/resources.ts', 'Redis memory that warns, bytes'),
  row('resources.redisMemory.limitBytes', 'verdict/resources.ts', 'Redis memory that fails, bytes'),
  row(
    'resources.cacheHitRatio.warnRatio',
    'verdict/resources.ts',
    'Hit share below which it warns',
  ),
  row(
    'resources.cacheHitRatio.limitRatio',
    'verdict/resources.ts',
    'Hit share below which it fails',
  ),
  row('resources.eventLoopDelay.warnMs', 'verdict/resources.ts', 'P99 loop delay that warns, ms'),
  row('resources.eventLoopDelay.limitMs', 'verdict/resources.ts', 'P99 loop delay that fails, ms'),
  row(
    'resources.networkIo.warnBytesPerSecond',
    'verdict/resources.ts',
    'Network traffic that warns, bytes/s',
  ),
  row(
    'resources.networkIo.limitBytesPerSecond',
    'verdict/resources.ts',
    'Network traffic that fails, bytes/s',
  ),
  row(
    'resources.diskIo.warnBytesPerSecond',
    'verdict/resources.ts',
    'Disk traffic that warns, bytes/s',
  ),
  row(
    'resources.diskIo.limitBytesPerSecond',
    'verdict/resources.ts',
    'Disk traffic that fails, bytes/s',
  ),

  row('soak.growthPer24h.heapRatio', null, 'Heap growth allowed in 24 h, share'),
  row('soak.growthPer24h.rssRatio', null, 'Resident memory growth allowed in 24 h, share'),
  row('soak.growthPer24h.handles', null, 'Open handles growth allowed in 24 h'),
  row('soak.growthPer24h.dbConnections', null, 'Connection growth allowed in 24 h'),
  row('soak.growthPer24h.latencyRatio', null, 'Latency growth allowed in 24 h, share'),
  row('soak.warmUps.*.name', null, 'Name of a known fill'),
  row('soak.warmUps.*.duration', 'alerts/heap-growth.ts', 'How long the fill may grow'),
  row('regression.toleranceRatio', null, 'Slowdown that counts as a regression, share'),
  row('regression.baseline', null, 'Run the next one is compared with'),
  row('triggers.*.name', null, 'Name of a scaling trigger'),
  row('triggers.*.signal', null, 'What the trigger watches'),
  row('triggers.*.above', null, 'Level of the trigger, in the unit its signal names'),
  row('triggers.*.for', null, 'How long the level must hold'),
  row('schedules.*.name', 'app/scheduler.ts', 'Name of the schedule; label run of its runs'),
  row(
    'schedules.*.cron',
    'app/cron-clock.ts',
    'When it starts: five cron fields, or six with seconds',
  ),
  row('schedules.*.profile', 'app/scheduler.ts', 'Profile it runs'),
  row('schedules.*.timeZone', 'app/cron-clock.ts', 'Time zone of cron'),
  row(
    'schedules.*.overlap',
    'app/schedule-queue.ts',
    'A start that finds a load under way: skip it, or queue it once',
  ),
  row('schedules.*.atStart', 'app/scheduler.ts', 'Also once when the server is up'),
  row('notify.webhook.urlEnv', 'app/pass-on.ts', 'Variable that holds the webhook URL'),
  row('notify.slack.urlEnv', 'alerts/notify-receivers.ts', 'Variable that holds the Slack URL'),
  row('notify.slack.channel', 'alerts/notify-receivers.ts', 'Slack channel'),
  row('notify.email.to', 'alerts/notify-receivers.ts', 'Receiver of mails'),
  row('notify.email.from', 'alerts/notify-receivers.ts', 'Sender of mails'),
  row(
    'notify.email.smarthostEnv',
    'app/artefacts.ts',
    'Variable that holds the host:port of the mail relay',
  ),
  row(
    'notify.pagerduty.routingKeyEnv',
    'alerts/notify-receivers.ts',
    'Variable that holds the routing key',
  ),
  row(
    'safety.allowTargets',
    'synthetic/allowed-target.ts',
    'Hosts, host:port or CIDR ranges that may receive load',
  ),
  row('safety.maxUsers', 'synthetic/allowed-load.ts', 'Most users'),
  row('safety.maxRatePerSecond', 'synthetic/allowed-load.ts', 'Most journeys per second'),
  row('safety.maxDuration', 'synthetic/allowed-load.ts', 'Longest run'),
  row('safety.maxConnections', 'synthetic/connection-supply.ts', 'Most connections'),
]

/** The row that speaks of a path of `fieldPaths()`. */
export function readerOf(path: string): FieldReader | undefined {
  return FIELD_READERS.find(({ field }) =>
    field.startsWith('**.') ? path.endsWith(field.slice(2)) : path === field,
  )
}
