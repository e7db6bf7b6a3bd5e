import { PlimsollError } from '../contract/errors.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { renderReports } from '../reports/render-reports.ts'
import { readRecordFile } from '../store/record-file.ts'
import { writeReportFiles } from '../store/report-files.ts'
import { judge } from '../verdict/judge.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Project } from './project.ts'
import { findRun } from './recorded-runs.ts'
import { unreadFields } from './unread-fields.ts'

type Places = Pick<Project, 'home' | 'reports'>

/**
 * Judges a run again and writes its reports anew.
 * @param id of a stored run, or the path of a record that a full disk kept out of the store
 */
export async function renderRun(
  project: Places,
  id: string,
): Promise<{ readonly verdict: Verdict; readonly reportFolder: string }> {
  const record = id.endsWith('.json') ? await readRecordFile(id) : storedRecord(project, id)
  const verdict = judge(record, { unread: unreadFields(record.contract) })
  const files = renderReports({ record, verdict })
  return { verdict, reportFolder: await writeReportFiles(project.reports, record.id, files) }
}

function storedRecord(project: Places, id: string): RunRecord {
  const { run, record } = findRun(project, id)
  if (record) return record
  throw new PlimsollError('RUN_UNKNOWN', `run ${run.id} has no record: its process ended early`, {
    hint: 'plimsoll runs lists the others',
  })
}
