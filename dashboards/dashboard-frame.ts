import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { firingAlerts, type Served, servingSeries } from '../queries/panel-queries.ts'
import { runsActive, runsByRecency } from '../queries/panel-run-queries.ts'
import type { DashboardJson } from './dashboard-json.ts'
import { laidOut, type Section } from './layout.ts'
import { DATASOURCE } from './panels/query.ts'

/** Every dashboard carries this tag; the dropdown of links and the console's list go by it. */
export const DASHBOARD_TAG = 'plimsoll'

/** What differs from dashboard to dashboard. */
export interface DashboardSpec {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly sections: readonly Section[]
  /** Adds the variable `run`, the run seen last first. */
  readonly byRun: boolean
  /** Time range at first sight, e.g. `now-1h`. */
  readonly from: string
}

/** Variables, annotations, links and settings that all dashboards have in common, around the sections of one. */
export function framedDashboard(contract: Served, spec: DashboardSpec): DashboardJson {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([DASHBOARD_TAG])
    .timezone('browser')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: spec.from, to: 'now' })
    .refresh('5s')
    .annotations(annotations(contract))
    .link(dashboardLinks())
    .withVariable(datasourceVariable())
    .withVariable(serviceVariable(contract, 'job'))
    .withVariable(serviceVariable(contract, 'instance'))
  if (spec.byRun) builder.withVariable(runVariable(contract))
  return finished({ ...builder.build(), panels: laidOut(spec.sections) })
}

/**
 * Plain JSON, without what the SDK adds and Grafana trips over: `placement` hides links and annotations in a menu,
 * and variables carry the fields of interval variables.
 */
function finished(dashboard: Dashboard): DashboardJson {
  const dropped = new Set(['placement', 'auto', 'auto_min', 'auto_count'])
  return JSON.parse(
    JSON.stringify(dashboard, (key, value: unknown) => (dropped.has(key) ? undefined : value)),
  )
}

function annotations(contract: Served): AnnotationQueryBuilder[] {
  return [
    new AnnotationQueryBuilder()
      .name('Alerts')
      .datasource(DATASOURCE)
      .enable(true)
      .iconColor('red')
      .expr(firingAlerts())
      .titleFormat('{{alertname}}')
      .textFormat('firing')
      .tagKeys('alertname')
      .step('5s'),
    new AnnotationQueryBuilder()
      .name('Runs')
      .datasource(DATASOURCE)
      .enable(true)
      .iconColor('blue')
      .expr(runsActive(contract))
      .titleFormat('{{profile}}')
      .textFormat('run {{run}}')
      .tagKeys('run,profile')
      .step('5s'),
  ]
}

function dashboardLinks(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Plimsoll')
    .type(DashboardLinkType.Dashboards)
    .tags([DASHBOARD_TAG])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)
}

function datasourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus')
}

/** The jobs, or their instances, that report a process under the service’s name. */
function serviceVariable(contract: Served, label: 'job' | 'instance'): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .label(label)
    .datasource(DATASOURCE)
    .query(`label_values(${servingSeries(contract, label)}, ${label})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}

/** The run seen last comes first and is the one shown. */
function runVariable(contract: Served): QueryVariableBuilder {
  return new QueryVariableBuilder('run')
    .label('run')
    .datasource(DATASOURCE)
    .query(`query_result(${runsByRecency(contract)})`)
    .regex('/run="([^"]+)"/')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
}
