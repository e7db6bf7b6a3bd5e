import type { RunRecord } from '../measurement/run-record.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { junitXml } from './junit-xml.ts'
import { reportPage } from './report-page.ts'
import { statsCsv } from './stats-csv.ts'
import { summaryJson } from './summary-json.ts'
import { summaryMarkdown } from './summary-markdown.ts'

/** Every file of a run's report folder: file name -> text. */
export function renderReports(run: {
  readonly record: RunRecord
  readonly verdict: Verdict
}): ReadonlyMap<string, string> {
  const { record, verdict } = run
  return new Map([
    ['report.html', reportPage(record, verdict)],
    ['summary.json', summaryJson(record, verdict)],
    ['stats.csv', statsCsv(record)],
    ['junit.xml', junitXml(record, verdict)],
    ['summary.md', summaryMarkdown(record, verdict)],
  ])
}
