import { rename, rm, writeFile } from 'node:fs/promises'

/** Writes a file in one step: whoever is killed or runs out of disk half-way leaves the old one or none. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`
  try {
    await writeFile(fresh, text)
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}
