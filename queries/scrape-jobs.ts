/** The `job` label of each scrape target; prometheus.yml writes it and TargetDown reads it. */
export const JOBS = {
  service: 'service',
  poller: 'poller',
  /** Load runs, found by file_sd. They end by themselves, so a missing one is nobody's fault. */
  runs: 'plimsoll-run',
  server: 'plimsoll',
  prometheus: 'prometheus',
  alertmanager: 'alertmanager',
} as const
