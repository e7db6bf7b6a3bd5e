import { isRunning } from '../stack/process-state.ts'
import { openStore, type Store } from '../store/open-store.ts'
import type { RunningRun } from '../store/running-runs.ts'
import type { Project } from './project.ts'

/** Opens the project's store for one piece of work and closes it whatever happens. */
export function withStore<T>(project: Pick<Project, 'home'>, work: (store: Store) => T): T {
  const store = openStore(project.home)
  try {
    return work(store)
  } finally {
    store.close()
  }
}

/** Runs under way now; those whose process died are marked interrupted on the way. */
export function runningRuns(store: Store): RunningRun[] {
  const alive = ({ pid, processStarted }: RunningRun) => isRunning({ pid, started: processStarted })
  return store.running.list(alive, new Date())
}
