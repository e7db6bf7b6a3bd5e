import { PlimsollError } from '../contract/errors.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { withStore } from './connect-store.ts'
import type { Project } from './project.ts'

/** A checkpoint that finds the store locked is left out rather than waited for: the next one holds it too. */
const PATIENCE_MS = 250

/** Keeps what a run has measured so far; a checkpoint that fails is said once and ends nothing. */
export function checkpointKeeper(
  project: Pick<Project, 'home'>,
  say: (line: string) => void,
): (record: RunRecord, settledIntervals: number) => void {
  let said = false
  return (record, settledIntervals) => {
    try {
      withStore(project, (store) => store.checkpoints.keep(record, settledIntervals), PATIENCE_MS)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      if (!said) say(`if it is killed now, this run is lost: ${error.message}`)
      said = true
    }
  }
}
