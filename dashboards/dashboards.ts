import type { Contract } from '../contract/schema.ts'
import type { DashboardJson } from './dashboard-json.ts'
import { databaseDashboard } from './database.ts'
import { hostDashboard } from './host.ts'
import { loadTestDashboard } from './load-test.ts'
import { overviewDashboard } from './overview.ts'

/** Every dashboard of a contract by file name: what Grafana is provisioned with and the console draws. */
export function buildDashboards(contract: Contract): ReadonlyMap<string, DashboardJson> {
  const dashboards = [overviewDashboard, loadTestDashboard, databaseDashboard, hostDashboard].map(
    (build) => build(contract),
  )
  return new Map(dashboards.map((dashboard) => [`${dashboard.uid}.json`, dashboard]))
}
