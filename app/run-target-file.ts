import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import { RUN } from '../series/run-series.ts'

/** Other files of the folder are somebody else's. */
const SUFFIX = '.run.json'
/** As long as Prometheus waits for a scrape: a slower page is down for it too. */
const ANSWER_WITHIN_MS = 5_000

/**
 * Makes the file_sd folder ready for a run: a folder that nobody can write stops the run before its
 * load, and what killed runs left behind goes, or Prometheus would ask for them for ever.
 */
export async function openTargetsFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (cause) {
    const message = `cannot write to the folder of scrape targets: ${(cause as Error).message}`
    const hint =
      'PLIMSOLL_RUN_TARGETS or --run-targets names it; Prometheus must read it as file_sd'
    throw new PlimsollError('USAGE', message, { hint, cause })
  }
  await forgetEndedRuns(folder)
}

/** Makes a run of this process known to Prometheus (file_sd) and returns what makes it forgotten. */
export async function announceRun(
  folder: string,
  runId: string,
  telemetryUrl: string,
): Promise<() => Promise<void>> {
  const path = join(folder, `${runId}${SUFFIX}`)
  const text = JSON.stringify([{ targets: [new URL(telemetryUrl).host] }])
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path) // Prometheus must not read half a file
  return () => rm(path, { force: true })
}

/** Removes the files of runs that are gone. */
export async function forgetEndedRuns(folder: string): Promise<void> {
  for (const path of await staleTargetFiles(folder)) await rm(path, { force: true })
}

/**
 * The files of runs whose metrics page is gone. A pid would not tell: in containers the first process
 * is always 1, and those of other containers cannot be seen.
 */
export async function staleTargetFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const paths = names.filter((name) => name.endsWith(SUFFIX)).map((name) => join(folder, name))
  const scrapable = await Promise.all(paths.map(isScrapable))
  return paths.filter((_, index) => !scrapable[index])
}

/** Whether the page a file points to still is a run's: its port may be someone else's by now. */
async function isScrapable(path: string): Promise<boolean> {
  try {
    const [group] = JSON.parse(await readFile(path, 'utf8')) as { targets: string[] }[]
    const page = await fetch(`http://${group?.targets[0]}/metrics`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    return (await page.text()).includes(RUN.active.name)
  } catch {
    return false
  }
}
