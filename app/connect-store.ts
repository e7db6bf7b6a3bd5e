import { openStore, type Store } from '../store/open-store.ts'
import type { Project } from './project.ts'

/**
 * Opens the project's store for one piece of work and closes it whatever happens.
 * @param busyTimeoutMs how long to wait for another writer; absent: as long as a user would
 */
export function withStore<T>(
  project: Pick<Project, 'home'>,
  work: (store: Store) => T,
  busyTimeoutMs?: number,
): T {
  const store = openStore(project.home, busyTimeoutMs)
  try {
    return work(store)
  } finally {
    store.close()
  }
}
