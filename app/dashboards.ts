import { buildDashboards } from '../dashboards/dashboards.ts'
import { readContract } from '../store/contract-file.ts'
import type { Project } from './project.ts'

/** The dashboards of the contract as Grafana would get them, by name without ending. */
export async function contractDashboards(
  project: Pick<Project, 'contractPath'>,
): Promise<ReadonlyMap<string, { readonly title: string }>> {
  const dashboards = buildDashboards(await readContract(project.contractPath))
  return new Map([...dashboards.values()].map((dashboard) => [dashboard.uid, dashboard]))
}
