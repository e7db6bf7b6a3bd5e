import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes a run known to Prometheus (file_sd) and returns what makes it forgotten. */
export async function announceRun(
  folder: string,
  runId: string,
  telemetryUrl: string,
): Promise<() => Promise<void>> {
  const path = join(folder, `${runId}.json`)
  const text = JSON.stringify([{ targets: [new URL(telemetryUrl).host] }])
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path) // Prometheus must not read half a file
  return () => rm(path, { force: true })
}
