import {
  changeLoad,
  listProfiles,
  listRuns,
  listSchedules,
  pauseLoad,
  resumeLoad,
  startRun,
  stopRun,
} from './api.js'
import { h, put } from './dom.js'
import { runView } from './live-run.js'
import { startView } from './live-start.js'
import { polled } from './polled.js'

/**
 * The run under way, or what can be started while nothing runs.
 * @type {import('./rooms.js').Opener}
 */
export function openLive(host, frame) {
  const { live } = frame
  let chosen = ''
  const stop = () => void frame.do(stopRun)
  const start = () => void frame.do(() => startRun(chosen))
  const choose = (/** @type {string} */ profile) => {
    chosen = profile
  }
  const waiting = h('div')
  const askAgain = polled(waiting, whatCanStart, (given) => {
    chosen ||= given.profiles[0]?.name ?? ''
    return [startView({ ...given, chosen }, choose, start)]
  })
  const view = runView({
    change: (level) => void frame.do(() => changeLoad(level)),
    pause: () => void frame.do(pauseLoad),
    resume: () => void frame.do(resumeLoad),
    stop,
    another: () => live.forget(),
  })
  const show = () => {
    const { state, points, ended } = live
    waiting.hidden = state !== undefined
    view.element.hidden = state === undefined
    if (state) view.show(state, points, ended)
  }
  put(host, waiting, view.element)
  show()
  return {
    title: 'Live run',
    refresh: async () => {
      if (!live.running) await askAgain()
    },
    redraw: view.redraw,
    close: live.onChange(show),
    keys: {
      ...whileRunning(view.keys, live),
      x: () => {
        if (live.running && confirm('Stop the run?')) stop()
      },
      s: () => {
        if (!live.state && chosen) start()
      },
    },
  }
}

/**
 * Keys that do nothing unless load is being sent.
 * @param {Readonly<Record<string, () => void>>} keys
 * @param {{ running: boolean }} live
 */
function whileRunning(keys, live) {
  return Object.fromEntries(
    Object.entries(keys).map(([key, act]) => [key, () => live.running && act()]),
  )
}

async function whatCanStart() {
  const [{ service, profiles }, { finished }, schedules] = await Promise.all([
    listProfiles(),
    listRuns(),
    listSchedules(),
  ])
  return { service, profiles, finished: finished.slice(0, 5), schedules }
}
