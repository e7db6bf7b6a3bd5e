import { join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { writeReportFiles } from '../store/report-files.ts'
import type { StoredVerdict } from '../store/run-store.ts'
import { withStore } from './connect-store.ts'
import type { Project } from './project.ts'
import { runTotals } from './run-totals.ts'

/** Where a finished run went, and what went wrong on the way. */
export interface KeptRun {
  readonly reportFolder: string
  /** Said to the user; the run itself is not lost. */
  readonly trouble: readonly string[]
}

/**
 * Writes the reports and the record of a finished run. It is never lost: when the store cannot take
 * it, the record goes beside the reports, and when the reports cannot be written, into the store.
 */
export async function keepRun(
  project: Pick<Project, 'home' | 'reports'>,
  record: RunRecord,
  verdict: StoredVerdict,
  files: ReadonlyMap<string, string>,
): Promise<KeptRun> {
  const reportFolder = join(project.reports, record.id)
  const storeTrouble = save(project, record, verdict, reportFolder)
  const all = storeTrouble
    ? new Map([...files, ['record.json', `${JSON.stringify(record)}\n`]])
    : files
  try {
    await writeReportFiles(project.reports, record.id, all)
  } catch (error) {
    if (storeTrouble || !(error instanceof PlimsollError)) throw error
    const trouble = `${error.message}; the run is in the store: plimsoll report ${record.id} writes its report`
    return { reportFolder, trouble: [trouble] }
  }
  const rescued = join(reportFolder, 'record.json')
  return {
    reportFolder,
    trouble: storeTrouble ? [`${storeTrouble}; the run's record is in ${rescued} instead`] : [],
  }
}

/** Saves the run and says why that failed, if it did. */
function save(
  project: Pick<Project, 'home'>,
  record: RunRecord,
  verdict: StoredVerdict,
  reportFolder: string,
): string | undefined {
  try {
    withStore(project, (store) =>
      store.atomically(() => {
        store.runs.save(record, verdict, runTotals(record), reportFolder)
        store.checkpoints.remove(record.id)
      }),
    )
    return undefined
  } catch (error) {
    if (error instanceof PlimsollError) return error.message
    throw error
  }
}
