import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Check, type Finding, fine, mend, note, quoted } from './finding.ts'

const MIB = 1024 ** 2
/** One run's record and reports take up to tens of MiB, Prometheus writes 128 MiB segments of its log ahead. */
const LEAST_BYTES = 256 * MIB
/** A soak of 24 h was seen to need several hundred MiB of Prometheus data. */
const ENOUGH_BYTES = 1024 * MIB

/** Room where the store, the reports and Prometheus' data lie; one line a file system. */
export const disk: Check = {
  id: 'disk',
  look: async ({ project, runtime }) => {
    const places = [
      ['the store', project.home],
      ['reports', project.reports],
      ["Prometheus' data", join(runtime.path, 'prometheus')],
    ] as const
    const rooms = await Promise.all(places.map(([what, path]) => roomAt(what, path)))
    const findings = rooms.map(roomFinding)
    const short = findings.filter(({ level }) => level !== 'ok')
    if (short.length > 0) return short
    const least = rooms.reduce((a, b) => (b.freeBytes < a.freeBytes ? b : a))
    return fine(`${shown(least.freeBytes)} free for ${least.what} at ${least.path}, the least`)
  },
}

interface Room {
  readonly what: string
  /** The nearest folder that is there. */
  readonly path: string
  readonly freeBytes: number
}

async function roomAt(what: string, path: string): Promise<Room> {
  try {
    const { bavail, bsize } = await statfs(path)
    return { what, path, freeBytes: bavail * bsize }
  } catch (error) {
    if (dirname(path) === path) throw error
    return roomAt(what, dirname(path))
  }
}

function roomFinding({ what, path, freeBytes }: Room): Finding {
  const seen = `${shown(freeBytes)} free for ${what} at ${path}`
  const look = `du -xhd1 ${quoted(path)} | sort -h`
  if (freeBytes < LEAST_BYTES) {
    return mend(seen, `under ${shown(LEAST_BYTES)} a run may not be kept`, look)
  }
  if (freeBytes < ENOUGH_BYTES) return note(seen, 'a long soak may fill it', look)
  return fine(seen)
}

function shown(bytes: number): string {
  const mib = bytes / MIB
  return mib < 1024 ? `${Math.floor(mib)} MiB` : `${Math.floor(mib / 1024)} GiB`
}
