import type { LiveState } from '../app/live-state.ts'
import { liveLines } from '../reports/live-lines.ts'
import {
  plainOverLine,
  plainPhaseLine,
  plainProgressLine,
  plainStartLine,
} from '../reports/plain-lines.ts'
import type { TextStyle } from '../reports/text-style.ts'
import type { Io } from './io.ts'

/** How often a log hears of a run; rarer once it is clear that it is a long one. */
const PROGRESS_EVERY_MS = 10_000
const LATER_EVERY_MS = 60_000
const LATER_MS = 600_000

/** What shows a run while it goes on. */
export interface RunDisplay {
  readonly start: (contractDigest: string, state: LiveState) => void
  readonly show: (state: LiveState) => void
  readonly end: () => void
}

/** The live view on a terminal, plain lines elsewhere, nothing with --quiet. */
export function runDisplay(io: Io, style: TextStyle, quiet: boolean): RunDisplay {
  if (quiet) return { start: () => undefined, show: () => undefined, end: () => undefined }
  return io.terminal.isTty ? liveDisplay(io, style) : plainDisplay(io)
}

function liveDisplay(io: Io, style: TextStyle): RunDisplay {
  const keys = 'Ctrl-C stops the load and writes the report'
  const show = ({ snapshot, rows }: LiveState) =>
    io.redraw(liveLines(snapshot, rows, { ...style, rows: io.terminal.rows, keys }))
  return { start: (_digest, state) => show(state), show, end: () => io.redraw([]) }
}

function plainDisplay(io: Io): RunDisplay {
  const over = new Set<string>()
  let phase = ''
  let toldMs = 0
  const now = () => new Date().toISOString()
  return {
    start(contractDigest, { snapshot }) {
      io.err(plainStartLine(now(), { ...snapshot, contractDigest }))
    },
    show({ snapshot, rows }) {
      const { elapsedMs } = snapshot
      if (snapshot.phase !== phase) io.err(plainPhaseLine(now(), snapshot))
      phase = snapshot.phase
      for (const row of rows) {
        if (!row.judged || row.state !== 'over' || over.has(row.name)) continue
        over.add(row.name)
        io.err(plainOverLine(now(), row))
      }
      const everyMs = elapsedMs < LATER_MS ? PROGRESS_EVERY_MS : LATER_EVERY_MS
      if (elapsedMs - toldMs < everyMs) return
      toldMs = elapsedMs
      io.err(plainProgressLine(now(), snapshot, rows))
    },
    end: () => undefined,
  }
}
