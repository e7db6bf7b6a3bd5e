import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { recordText, writeRecordFile } from '../store/record-file.ts'
import { writeReportFiles } from '../store/report-files.ts'
import type { StoredVerdict } from '../store/run-store.ts'
import { withStore } from './connect-store.ts'
import type { Project } from './project.ts'
import { runTotals } from './run-totals.ts'

/** Where a finished run went, and what went wrong on the way. */
export interface KeptRun {
  /** Absent when the reports could not be written. */
  readonly reportFolder?: string
  /** Said to the user; the verdict is given all the same. */
  readonly trouble: readonly string[]
}

type Places = Pick<Project, 'home' | 'reports'>

/**
 * Writes the reports and the record of a finished run. It is never lost: when the store cannot take
 * it, the record goes beside the reports, when those cannot be written, into the store, and when
 * neither can, into the system's temporary folder.
 */
export async function keepRun(
  project: Places,
  record: RunRecord,
  verdict: StoredVerdict,
  files: ReadonlyMap<string, string>,
): Promise<KeptRun> {
  const reportFolder = join(project.reports, record.id)
  const unstored = await trouble(() => save(project, record, verdict, reportFolder))
  const all = unstored ? new Map([['record.json', recordText(record)], ...files]) : files
  const unwritten = await trouble(() => writeReportFiles(project.reports, record.id, all))
  const showsIt = (what: string) => `plimsoll report ${what} writes its report`
  if (!unwritten) {
    const rescued = join(reportFolder, 'record.json')
    return {
      reportFolder,
      trouble: unstored ? [`${unstored}; the run's record is in ${rescued} instead`] : [],
    }
  }
  if (!unstored) {
    return { trouble: [`${unwritten}; the run is in the store: ${showsIt(record.id)}`] }
  }
  const last = resolve(tmpdir(), `plimsoll-${record.id}.json`)
  const lost = await trouble(() => writeRecordFile(last, record))
  const end = lost
    ? `${lost}; the run is kept nowhere`
    : `the run's record is in ${last}: ${showsIt(last)}`
  return { trouble: [unstored, unwritten, end] }
}

/** Does it and says why that failed, if it did. */
async function trouble(work: () => unknown): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof PlimsollError) return error.message
    throw error
  }
}

function save(
  project: Places,
  record: RunRecord,
  verdict: StoredVerdict,
  reportFolder: string,
): void {
  withStore(project, (store) =>
    store.atomically(() => {
      store.runs.save(record, verdict, runTotals(record), reportFolder)
      store.checkpoints.remove(record.id)
    }),
  )
}
