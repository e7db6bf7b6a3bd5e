import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { PROCESS } from '../../series/process-series.ts'
import { availableCores } from './available-cores.ts'
import { type Family, scalarFamily, singleFamily } from './series-text.ts'

/** CPU, memory, open files and age of the process. */
export class ProcessSeries {
  readonly families: readonly Family[]
  #openFiles: number | undefined

  constructor() {
    const cores = availableCores(readText, cpus().length)
    this.families = [
      scalarFamily(PROCESS.cpuTime, () => {
        const { user, system } = process.cpuUsage() // microseconds
        return [
          { labels: ['user'], value: user / 1e6 },
          { labels: ['system'], value: system / 1e6 },
        ]
      }),
      singleFamily(PROCESS.cpuAvailable, () => cores),
      singleFamily(PROCESS.memoryUsage, () => process.memoryUsage.rss()),
      singleFamily(PROCESS.openFileDescriptors, () => this.#openFiles),
      singleFamily(PROCESS.startTime, () => performance.timeOrigin / 1000),
    ]
  }

  /** Counts the open files; to be awaited before the page is written. Absent where there is no /proc. */
  async refresh(): Promise<void> {
    const entries = await readdir('/proc/self/fd').catch(() => undefined)
    this.#openFiles = entries && entries.length - 1 // one is the reading itself
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
