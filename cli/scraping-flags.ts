import type { Scraping } from '../app/find-prometheus.ts'

/** Flags of commands that send load: how it and Prometheus find one another. */
export const scrapingFlags = {
  prometheus: {
    kind: 'text',
    value: 'URL',
    env: 'PLIMSOLL_PROMETHEUS_URL',
    about: "for resources and dashboards; else the running local stack's",
  },
  'run-targets': {
    kind: 'text',
    value: 'DIR',
    env: 'PLIMSOLL_RUN_TARGETS',
    about: 'file_sd folder of that Prometheus: a run is written there while it can be scraped',
  },
  'telemetry-host': {
    kind: 'text',
    value: 'NAME',
    env: 'PLIMSOLL_TELEMETRY_HOST',
    about: "host name a run's metrics page listens on and is scraped at, else 127.0.0.1",
  },
} as const

/** What these flags say. */
export function scrapingOf(flags: {
  readonly prometheus: string | undefined
  readonly 'run-targets': string | undefined
  readonly 'telemetry-host': string | undefined
}): Scraping {
  return {
    prometheus: flags.prometheus,
    targetsFolder: flags['run-targets'],
    telemetryHost: flags['telemetry-host'],
  }
}
