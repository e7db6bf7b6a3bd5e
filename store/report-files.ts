import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { storeError } from './store-error.ts'
import { writeWhole } from './write-whole.ts'

/** Writes a run's files to `<reports>/<run-id>/` and points `<reports>/latest` at it. */
export async function writeReportFiles(
  reports: string,
  runId: string,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const folder = join(reports, runId)
  try {
    await mkdir(folder, { recursive: true })
    for (const [name, text] of files) await writeWhole(join(folder, name), text)
    await pointLatest(reports, runId)
  } catch (cause) {
    throw storeError(folder, cause)
  }
  return folder
}

/** Replaces the link in one step, so that a reader never finds it missing. */
async function pointLatest(reports: string, runId: string): Promise<void> {
  const fresh = join(reports, `.latest-${process.pid}`)
  await rm(fresh, { force: true })
  await symlink(runId, fresh)
  await rename(fresh, join(reports, 'latest'))
}

/** Names of the files a run has left, sorted; none when its folder is gone. */
export async function reportFileNames(reports: string, runId: string): Promise<string[]> {
  try {
    return (await readdir(join(reports, runId))).sort()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw storeError(join(reports, runId), cause)
  }
}
