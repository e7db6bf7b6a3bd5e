import { withStore } from './connect-store.ts'
import { findPrometheus, type Scraping } from './find-prometheus.ts'
import type { Project } from './project.ts'
import { runningRuns } from './run-register.ts'
import { forgetEndedRuns } from './run-target-file.ts'

/** Clears up after runs whose process was killed: they are kept as interrupted, and no longer scraped. */
export async function recoverRuns(project: Project, scraping: Scraping): Promise<void> {
  withStore(project, runningRuns)
  const folder = (await findPrometheus(scraping, project.env))?.targetsFolder
  if (folder !== undefined) await forgetEndedRuns(folder)
}
