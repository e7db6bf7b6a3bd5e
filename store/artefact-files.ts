import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Artefacts, GENERATED_FOLDERS } from '../generate/artefacts.ts'

/** Paths of artefacts whose text on disk differs or is missing. `folder` is that of the contract. */
export async function differingFiles(folder: string, artefacts: Artefacts): Promise<string[]> {
  const stale: string[] = []
  for (const [path, text] of artefacts) {
    if ((await readIfPresent(join(folder, path))) !== text) stale.push(path)
  }
  return stale
}

/**
 * Files in the generated folders that no artefact names: what an earlier contract left behind.
 * Prometheus and Grafana would still read them.
 */
export async function orphanFiles(folder: string, artefacts: Artefacts): Promise<string[]> {
  const found = await Promise.all(
    GENERATED_FOLDERS.map(async (generated) =>
      (await namesIn(join(folder, generated))).map((name) => `${generated}/${name}`),
    ),
  )
  return found
    .flat()
    .filter((path) => !artefacts.has(path))
    .sort()
}

/** Writes artefacts below the folder, and the folders they need. */
export async function writeArtefacts(folder: string, artefacts: Artefacts): Promise<void> {
  for (const [path, text] of artefacts) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}

/** Removes left-over files; the paths are those of `orphanFiles`. */
export async function removeArtefacts(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(join(folder, path), { force: true })
}

async function readIfPresent(path: string): Promise<string | undefined> {
  return absentAs(undefined, readFile(path, 'utf8'))
}

async function namesIn(folder: string): Promise<string[]> {
  return absentAs<string[]>([], readdir(folder))
}

/** What is not there is an ordinary answer here; any other failure is not. */
async function absentAs<T>(absent: T, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return absent
    throw error
  }
}
