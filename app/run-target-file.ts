import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning, processIdentity } from '../stack/process-state.ts'

/** `<run-id>.<pid>.<start of the process>.json`: a file that tells whether its run can still be there. */
const TARGET_FILE = /\.(\d+)\.([^.]+)\.json$/

/** Makes a run of this process known to Prometheus (file_sd) and returns what makes it forgotten. */
export async function announceRun(
  folder: string,
  runId: string,
  telemetryUrl: string,
): Promise<() => Promise<void>> {
  await forgetEndedRuns(folder)
  const started = processIdentity(process.pid)?.started.replace(/\W/g, '-') ?? ''
  const path = join(folder, `${runId}.${process.pid}.${started}.json`)
  const text = JSON.stringify([{ targets: [new URL(telemetryUrl).host] }])
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path) // Prometheus must not read half a file
  return () => rm(path, { force: true })
}

/** Removes the files of runs whose process was killed before it could: Prometheus would ask for ever. */
async function forgetEndedRuns(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid, started] = TARGET_FILE.exec(name) ?? []
    if (pid === undefined || started === undefined) continue
    const owner = processIdentity(Number(pid))
    const lives = owner && isRunning(owner) && owner.started.replace(/\W/g, '-') === started
    if (!lives) await rm(join(folder, name), { force: true })
  }
}
