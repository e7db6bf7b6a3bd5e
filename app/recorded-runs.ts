import { PlimsollError } from '../contract/errors.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import type { StoredRun } from '../store/run-store.ts'
import type { RunningRun } from '../store/running-runs.ts'
import { withStore } from './connect-store.ts'
import type { Project } from './project.ts'
import { runningRuns } from './run-register.ts'

type Home = Pick<Project, 'home'>

/** A run under way as others may see it: without its secret. */
export type VisibleRun = Omit<RunningRun, 'liveSecret' | 'liveUrl' | 'processStarted'>

/** Runs under way and the newest finished ones. */
export function listRuns(
  project: Home,
  limit: number,
): { readonly running: readonly VisibleRun[]; readonly finished: readonly StoredRun[] } {
  return withStore(project, (store) => {
    const running = runningRuns(store).map(visible)
    return { running, finished: store.runs.list(limit) }
  })
}

/** The newest judged run of each profile. */
export function lastRuns(project: Home): readonly StoredRun[] {
  return withStore(project, (store) => store.runs.lastOfEachProfile())
}

/** A finished run with its record, if its process lived to write one. */
export function findRun(
  project: Home,
  id: string,
): { readonly run: StoredRun; readonly record: RunRecord | undefined } {
  return withStore(project, (store) => {
    runningRuns(store) // one that was killed a moment ago is there too
    const run = store.runs.find(id === 'latest' ? (store.runs.list(1)[0]?.id ?? id) : id)
    if (!run) throw unknownRun(id)
    return { run, record: store.runs.record(run.id) }
  })
}

/** The newest run of a schedule, under way or finished. */
export function lastRunOf(project: Home, label: string): VisibleRun | StoredRun | undefined {
  return withStore(project, (store) => {
    const running = runningRuns(store).find((run) => run.label === label)
    return running ? visible(running) : store.runs.lastOfLabel(label)
  })
}

/** Throws when the store cannot be used. */
export function checkStore(project: Home): void {
  withStore(project, (store) => store.runs.list(1))
}

function unknownRun(id: string): PlimsollError {
  return new PlimsollError('RUN_UNKNOWN', `there is no run "${id}"`, {
    hint: 'plimsoll runs lists them; "latest" names the newest',
  })
}

function visible(run: RunningRun): VisibleRun {
  const { liveSecret: _secret, liveUrl: _url, processStarted: _started, ...rest } = run
  return rest
}
