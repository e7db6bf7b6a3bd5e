import { defineSeries } from './series-definition.ts'

/** What a run looks like from the client: the only series with a `run` label. */
export const RUN = defineSeries({
  requestDuration: {
    name: 'plimsoll_request_duration_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['run', 'endpoint', 'outcome'],
    source: 'synthetic',
    help: 'Latency from the intended start (open model) or the send (closed model); timeouts count at least their timeout.',
  },
  requests: {
    name: 'plimsoll_requests_total',
    type: 'counter',
    unit: '1',
    labels: ['run', 'endpoint', 'outcome'],
    source: 'synthetic',
    help: 'Finished requests by outcome.',
  },
  users: {
    name: 'plimsoll_users',
    type: 'gauge',
    unit: '1',
    labels: ['run'],
    source: 'synthetic',
    help: 'Virtual users active now; 0 after the end.',
  },
  offeredRate: {
    name: 'plimsoll_offered_rate',
    type: 'gauge',
    unit: '1/s',
    labels: ['run'],
    source: 'synthetic',
    help: 'Arrivals a second the plan asks for now (open model); 0 after the end.',
  },
  dropped: {
    name: 'plimsoll_dropped_total',
    type: 'counter',
    unit: '1',
    labels: ['run'],
    source: 'synthetic',
    help: 'Arrivals that the generator itself lost.',
  },
  scheduleLag: {
    name: 'plimsoll_schedule_lag_seconds',
    type: 'histogram',
    unit: 's',
    labels: ['run'],
    source: 'synthetic',
    help: 'When the pacer woke minus the intended start.',
  },
  active: {
    name: 'plimsoll_run_active',
    type: 'gauge',
    unit: '1',
    labels: ['run', 'profile'],
    source: 'synthetic',
    help: '1 while the run sends load, 0 after its end.',
  },
  phase: {
    name: 'plimsoll_run_phase',
    type: 'gauge',
    unit: '1',
    labels: ['run', 'phase'],
    source: 'synthetic',
    help: '1 for the phase the run is in, 0 for the others.',
  },
})

/** What `plimsoll serve` publishes, and the contract's limits as recording rules. */
export const PUBLISHED = defineSeries({
  limit: {
    name: 'plimsoll_limit',
    type: 'gauge',
    unit: '1',
    labels: ['kind', 'severity', 'endpoint', 'quantile', 'profile'],
    source: 'recording rule',
    help: 'A line of the contract in the unit of what it limits; generated, so no alert depends on a Plimsoll process.',
  },
  baselineLatency: {
    name: 'plimsoll_baseline_latency_seconds',
    type: 'gauge',
    unit: 's',
    labels: ['endpoint', 'quantile'],
    source: 'server',
    help: 'Latency of the baseline run.',
  },
  verdict: {
    name: 'plimsoll_verdict',
    type: 'gauge',
    unit: '1',
    labels: ['profile', 'outcome'],
    source: 'server',
    help: '1 for the outcome of the last run of the profile, 0 for the others.',
  },
})
