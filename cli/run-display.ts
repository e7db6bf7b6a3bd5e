import type { LiveState } from '../app/live-state.ts'
import type { FinishedRun, StartedRun } from '../app/run.ts'
import { endpointLines, liveLines } from '../reports/live-lines.ts'
import {
  plainEndLine,
  plainOverLine,
  plainPhaseLine,
  plainProgressLine,
  plainStartLine,
} from '../reports/plain-lines.ts'
import type { TextStyle } from '../reports/text-style.ts'
import type { Io } from './io.ts'
import { RunKeys } from './run-keys.ts'

/** How often a log hears of a run; rarer once it is clear that it is a long one. */
const PROGRESS_EVERY_MS = 10_000
const LATER_EVERY_MS = 60_000
const LATER_MS = 600_000

/** What shows a run while it goes on. */
export interface RunDisplay {
  readonly start: (run: StartedRun) => void
  readonly show: (state: LiveState) => void
  /** Gives the screen back, whatever happened. */
  readonly end: () => void
  readonly finish: (run: FinishedRun) => void
}

const NOTHING = (): void => undefined

/** The live view on a terminal, plain lines elsewhere, nothing with --quiet. */
export function runDisplay(io: Io, style: TextStyle, quiet: boolean): RunDisplay {
  if (quiet) return { start: NOTHING, show: NOTHING, end: NOTHING, finish: NOTHING }
  return io.terminal.isTty ? liveDisplay(io, style) : plainDisplay(io)
}

function liveDisplay(io: Io, style: TextStyle): RunDisplay {
  let keys: RunKeys | undefined
  let giveBack = NOTHING
  let last: LiveState | undefined
  const print = (lines: readonly string[]) => {
    for (const line of lines) io.err(line)
  }
  const draw = () => {
    if (!last) return
    const { snapshot, rows } = last
    const { columns } = style
    const words = keys ? keys.footer(columns) : 'Ctrl-C stops'
    const lines = liveLines(snapshot, rows, { ...style, rows: io.terminal.rows, keys: words })
    io.redraw(keys?.prompt ? [...lines, ` ${keys.prompt}`] : lines)
  }
  return {
    start: ({ controls }) => {
      const own = new RunKeys(controls, print, (snapshot) => endpointLines(snapshot, style))
      keys = io.keys && own
      giveBack =
        io.keys?.((key) => {
          own.press(key)
          draw()
        }) ?? NOTHING
    },
    show: (state) => {
      last = state
      keys?.see(state.snapshot)
      draw()
    },
    end: () => {
      giveBack()
      giveBack = NOTHING
      keys = last = undefined
      io.redraw([])
    },
    finish: NOTHING,
  }
}

function plainDisplay(io: Io): RunDisplay {
  const over = new Set<string>()
  let started: StartedRun | undefined
  let last: LiveState | undefined
  let toldMs = 0
  const now = () => new Date().toISOString()
  return {
    start: (run) => {
      started = run
      last = undefined
      toldMs = 0
      over.clear()
    },
    show: (state) => {
      const { snapshot, rows } = state
      const { elapsedMs, phase } = snapshot
      if (started && !last) io.err(plainStartLine(now(), { ...snapshot, ...started }))
      if (phase !== last?.snapshot.phase) io.err(plainPhaseLine(now(), snapshot))
      last = state
      for (const row of rows) {
        const subject = row.name.replace(/, last .*$/, '') // the window grows at the start
        if (!row.judged || row.state !== 'over' || over.has(subject)) continue
        over.add(subject)
        io.err(plainOverLine(now(), row))
      }
      const everyMs = elapsedMs < LATER_MS ? PROGRESS_EVERY_MS : LATER_EVERY_MS
      if (elapsedMs - toldMs < everyMs) return
      toldMs = elapsedMs
      io.err(plainProgressLine(now(), snapshot, rows))
    },
    end: NOTHING,
    finish: ({ verdict, exitCode }) => {
      if (last) io.err(plainEndLine(now(), last.snapshot, verdict, exitCode))
    },
  }
}
