import { PlimsollError } from '../contract/errors.ts'
import { renderReports } from '../reports/render-reports.ts'
import { writeReportFiles } from '../store/report-files.ts'
import { judge } from '../verdict/judge.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Project } from './project.ts'
import { findRun } from './recorded-runs.ts'
import { unreadFields } from './unread-fields.ts'

/** Judges a stored run again and writes its reports anew. */
export async function renderRun(
  project: Pick<Project, 'home' | 'reports'>,
  id: string,
): Promise<{ readonly verdict: Verdict; readonly reportFolder: string }> {
  const { run, record } = findRun(project, id)
  if (!record) {
    throw new PlimsollError('RUN_UNKNOWN', `run ${run.id} has no record: its process ended early`, {
      hint: 'plimsoll runs lists the others',
    })
  }
  const verdict = judge(record, { unread: unreadFields(record.contract) })
  const files = renderReports({ record, verdict })
  return { verdict, reportFolder: await writeReportFiles(project.reports, run.id, files) }
}
