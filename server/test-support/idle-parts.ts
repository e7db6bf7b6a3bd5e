import type { Project } from '../../app/project.ts'
import { Scheduler } from '../../app/scheduler.ts'
import type { ServerParts } from '../server-parts.ts'

/** Parts of a server that do nothing by themselves, for tests that are about something else. */
export function idleParts(project: Project): Pick<ServerParts, 'scheduler' | 'served' | 'passOn'> {
  const scheduler = new Scheduler({
    project,
    schedules: [],
    runs: { start: () => Promise.reject(new Error('there is no schedule to start')) },
    paused: true,
    say: () => undefined,
    stop: new AbortController().signal,
  })
  const served = { digest: 'a41f9c2', schedules: [], notify: {}, problem: null }
  return { scheduler, served, passOn: async () => undefined }
}
