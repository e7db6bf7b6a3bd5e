import type { Demo, DemoResult } from '../../app/demo.ts'
import type { FinishedRun } from '../../app/run.ts'
import { finalLines } from '../../reports/final-lines.ts'
import type { TextStyle } from '../../reports/text-style.ts'
import { command } from '../command.ts'
import type { Io } from '../io.ts'
import { projectFlags, projectOf } from '../project-flags.ts'
import { runDisplay } from '../run-display.ts'
import { shownPath } from '../shown-path.ts'
import { textFlags, textStyle } from '../text-flags.ts'

/** What each step of the drill means to someone who sees it for the first time. */
const STEPS = {
  injected: 'fault on: every answer of the demo 1 s late',
  pending: 'RunLatencyGate is pending in Prometheus',
  firing: 'RunLatencyGate fires',
  delivered: 'Alertmanager delivered it to the webhook',
  restored: 'fault off',
  resolved: 'its end was delivered too',
} as const

export const demo = command({
  name: 'demo',
  summary: 'The whole product on the bundled service: stack, load, verdict, and one alert drilled.',
  flags: {
    ...projectFlags,
    keep: { kind: 'switch', about: 'leave the stack up afterwards, until Ctrl-C' },
    ...textFlags,
  },
  examples: [
    ['plimsoll demo', 'under 4 minutes, most of it traffic; nothing is left running'],
    ['plimsoll demo --keep', 'look around afterwards: console, Prometheus, reports'],
  ],
  exits: ['environment', 'invalid', 'drillFailed', 'breach', 'contract', 'interrupted'],
  async run(flags, io) {
    const { startDemo } = await import('../../app/demo.ts')
    const style = textStyle(flags, io)
    const display = runDisplay(io, style, false)
    const signal = io.interrupted()
    io.err('starting PostgreSQL, Redis, the demo service, Prometheus, Alertmanager and the server')
    const demo = await startDemo({
      project: projectOf(flags, io),
      signal,
      progress: {
        say: io.err,
        component: ({ name, state }) => state === 'ready' && io.err(`${name} ready`),
        runStarts: display.start,
        runState: display.show,
        runEnds: (finished) => {
          display.end()
          display.finish(finished)
          showVerdict(finished, io, style)
        },
        drillStep: (step, ms) => io.out(` ${seconds(ms)}  ${STEPS[step]}`),
      },
    })
    try {
      const result = await demo.show().finally(display.end)
      closingWords(result, io)
      if (flags.keep) await stayUp(demo, io, signal)
      return result.exitCode
    } finally {
      await demo.local.stack.stop()
    }
  },
})

function showVerdict(finished: FinishedRun, io: Io, style: TextStyle): void {
  const { verdict, exitCode, reportFolder } = finished
  const shown = reportFolder && { reportPath: `${shownPath(reportFolder)}/report.html` }
  for (const line of finalLines(verdict, style, { all: false, ...shown, exitCode })) io.out(line)
  io.out('')
}

function closingWords({ runs, drill, exitCode }: DemoResult, io: Io): void {
  const last = runs.at(-1)
  if (drill?.failure !== undefined) io.out(`DRILL FAILED: ${drill.alert} ${drill.failure}`)
  else if (drill) {
    const delivered = seconds(drill.deliveredMs ?? 0).trim()
    const resolved = seconds(drill.resolvedDeliveredMs ?? 0).trim()
    io.out(
      `DRILL PASS: ${drill.alert} was delivered ${delivered} after the fault began, its end ${resolved} after the fault ended.`,
    )
  }
  const report = last?.reportFolder && `report: ${shownPath(last.reportFolder)}/report.html   `
  if (last) io.out(`${report ?? ''}exit ${exitCode}`)
}

async function stayUp({ local }: Demo, io: Io, signal: AbortSignal): Promise<void> {
  const { addresses, stack } = local
  io.out(`console     ${addresses.server}`)
  io.out(`prometheus  ${addresses.prometheus}`)
  io.out(`demo        ${addresses.demo}`)
  io.out('Ctrl-C stops everything')
  const stop = (): void => void stack.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  await stack.stopped
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`
}
