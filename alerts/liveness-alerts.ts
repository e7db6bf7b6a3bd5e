import type { Contract } from '../contract/schema.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { serviceSeries } from '../queries/dialect.ts'
import { JOBS } from '../queries/scrape-jobs.ts'
import { selector } from '../queries/selector.ts'
import { ownSeries } from '../queries/service-queries.ts'
import type { AlertRule } from './rule-types.ts'

const OVERVIEW = { uid: DASHBOARD_UIDS.overview, query: '' }

/**
 * A target that does not answer, and a service that is silent although nothing is down: dropped from
 * the configuration, or started without the preload. Runs are left out: they end by themselves.
 */
export function targetDownAlerts(contract: Contract): AlertRule[] {
  const { startTime } = serviceSeries(contract.service.dialect)
  return [
    {
      alert: 'TargetDown',
      condition: `${selector('up', { job: { not: JOBS.runs } })} == 0`,
      guards: [],
      forMs: 60_000, // a restart takes less
      labels: { severity: 'critical', scope: 'production', resource: 'target' },
      annotations: {
        summary: '{{ $labels.job }} at {{ $labels.instance }} does not answer Prometheus',
        description:
          'No scrape of {{ $labels.instance }} has succeeded for a minute (up is {{ $value }}): every other alert on its series is blind.',
      },
      dashboard: OVERVIEW,
    },
    {
      alert: 'TargetDown',
      condition: `absent(${ownSeries(contract, startTime, { job: JOBS.service })})`,
      guards: [],
      forMs: 120_000, // the target's own alert comes first and hides this one
      labels: { severity: 'warning', scope: 'production', resource: 'target', absence: 'series' },
      annotations: {
        summary: '{{ $labels.service_name }} shows no metrics of its process',
        description: `Prometheus has no ${startTime.name} of {{ $labels.service_name }} for two minutes (absent is {{ $value }}): the target is not configured, or the service runs without the collector.`,
      },
      dashboard: OVERVIEW,
    },
  ]
}

/** Always fires. Whoever expects its beat learns that rules, Prometheus or Alertmanager have stopped. */
export function watchdogAlert({ service }: Pick<Contract, 'service'>): AlertRule {
  return {
    alert: 'Watchdog',
    condition: 'vector(1)',
    guards: [],
    forMs: 0,
    labels: {
      severity: 'none',
      scope: 'watchdog',
      resource: 'alerting',
      service_name: service.name,
    },
    annotations: {
      summary: 'Alerting works',
      description: 'This alert always fires (value {{ $value }}). Worry when it stops arriving.',
    },
    dashboard: OVERVIEW,
  }
}
