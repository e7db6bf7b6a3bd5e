import type { Project } from '../../app/project.ts'
import { Scheduler } from '../../app/scheduler.ts'
import type { ServerParts } from '../server-parts.ts'

/** The part of a server that starts nothing by itself, for tests that are about something else. */
export function noSchedules(project: Project): Pick<ServerParts, 'scheduler' | 'served'> {
  const scheduler = new Scheduler({
    project,
    schedules: [],
    runs: { start: () => Promise.reject(new Error('there is no schedule to start')) },
    paused: true,
    say: () => undefined,
    stop: new AbortController().signal,
  })
  return { scheduler, served: { digest: 'a41f9c2', schedules: [], problem: null } }
}
