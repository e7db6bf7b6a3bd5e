/** What a contract field is for and who acts on it. */
export interface FieldReader {
  /** Path as in `fieldPaths()`; a leading `**.` stands for any place the shape occurs. */
  readonly field: string
  /** The file that acts on it, or null while nothing does: such a field yields NOT_READ_YET. */
  readonly reader: string | null
  /** Meaning with unit, for docs/contract-reference.md. */
  readonly means: string
}

const row = (field: string, reader: string | null, means: string): FieldReader => ({
  field,
  reader,
  means,
})

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

  row('journeys.feeders.*.name', 'workload/feeders.ts', 'Name of the test data'),
  row('journeys.feeders.*.variable', 'workload/feeders.ts', 'Variable a range fills'),
  row('journeys.feeders.*.range', 'workload/feeders.ts', 'Whole numbers [from, to]'),
  row('journeys.feeders.*.rows', 'workload/feeders.ts', 'Rows of variables'),
  row('journeys.feeders.*.csvFile', 'workload/feeders.ts', 'CSV file with a header line'),
  row('journeys.feeders.*.jsonFile', 'workload/feeders.ts', 'JSON file with a list of objects'),
  row('journeys.feeders.*.pick', 'workload/feeders.ts', 'Order in which rows are taken'),
  row('journeys.userClasses.*.name', 'workload/compile-journeys.ts', 'Kind of user'),
  row('journeys.userClasses.*.weight', 'workload/compile-journeys.ts', 'Share of users, relative'),
  row('journeys.userClasses.*.journeys.*.name', 'workload/compile-journeys.ts', 'Name of the task'),
  row(
    'journeys.userClasses.*.journeys.*.weight',
    'workload/compile-journeys.ts',
    'Share of tasks, relative',
  ),
  row('**.steps.*.endpoint', 'workload/compile-journeys.ts', 'Endpoint the step calls'),
  row('**.steps.*.params', 'workload/compile-request.ts', 'Values of path parameters'),
  row('**.steps.*.query', 'workload/compile-request.ts', 'Query parameters'),
  row('**.steps.*.headers', 'workload/compile-request.ts', 'Request headers'),
  row('**.steps.*.body', 'workload/compile-request.ts', 'Request body: text, or anything as JSON'),
  row('**.extract.*.json', 'workload/extraction.ts', 'JSON path of the value'),
  row('**.extract.*.header', 'workload/extraction.ts', 'Header that holds the value'),
  row(
    '**.extract.*.regex',
    'workload/extraction.ts',
    'Regular expression; first group is the value',
  ),
  row('**.thinkTime.distribution', 'workload/think-time.ts', 'Shape of the pause'),
  row('**.thinkTime.duration', 'workload/think-time.ts', 'The pause'),
  row('**.thinkTime.minimum', 'workload/think-time.ts', 'Shortest pause'),
  row('**.thinkTime.maximum', 'workload/think-time.ts', 'Longest pause'),
  row('**.thinkTime.mean', 'workload/think-time.ts', 'Mean pause'),
  row('**.thinkTime.standardDeviation', 'workload/think-time.ts', 'Spread of the pause'),

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

  row('profiles.*.description', 'app/profiles.ts', 'What the profile is for'),
  row(
    'profiles.*.model',
    'workload/load-plan.ts',
    'closed: users wait for answers; open: arrivals at a rate',
  ),
  row('profiles.*.users', 'workload/load-plan.ts', 'Users in the hold'),
  row('profiles.*.spawnRate', 'workload/load-plan.ts', 'Users started per second'),
  row(
    'profiles.*.ratePerSecond',
    'workload/load-plan.ts',
    'Journeys started per second in the hold',
  ),
  row('profiles.*.rampUp', 'workload/load-plan.ts', 'Time to reach ratePerSecond, inside duration'),
  row('profiles.*.duration', 'workload/load-plan.ts', 'Length of the run'),
  row(
    'profiles.*.iterations',
    'synthetic/traffic-coordinator.ts',
    'Journeys after which the run ends early',
  ),
  row('profiles.*.stages.*.phase', 'workload/load-plan.ts', 'Name of the stretch; label phase'),
  row('profiles.*.stages.*.duration', 'workload/load-plan.ts', 'Length of the stretch'),
  row('profiles.*.stages.*.users', 'workload/load-plan.ts', 'Users at its end'),
  row(
    'profiles.*.stages.*.ratePerSecond',
    'workload/load-plan.ts',
    'Journeys per second at its end',
  ),
  row(
    'profiles.*.stages.*.shape',
    'workload/load-plan.ts',
    'ramp: linear from the level before; step: at once',
  ),
  row('profiles.*.warmUp', 'workload/load-plan.ts', 'Start of the run that no verdict counts'),
  row('profiles.*.requestTimeout', 'synthetic/start-traffic.ts', 'Longest wait for a response'),
  row('profiles.*.judges', 'verdict/latency-objectives.ts', 'What the profile decides'),
  row(
    'profiles.*.minPlannedRequests.p50',
    'verdict/latency-objectives.ts',
    'Planned requests below which P50 is not judged',
  ),
  row(
    'profiles.*.minPlannedRequests.p95',
    'verdict/latency-objectives.ts',
    'Planned requests below which P95 is not judged',
  ),
  row(
    'profiles.*.minPlannedRequests.p99',
    'verdict/latency-objectives.ts',
    'Planned requests below which P99 is not judged',
  ),
  row(
    'profiles.*.minPlannedRequests.max',
    'verdict/latency-objectives.ts',
    'Planned requests below which the maximum is not judged',
  ),
  row('profiles.*.tags', null, 'Names and values kept with the run'),

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
