import type { Project } from '../../app/project.ts'
import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'
import type { Io } from '../io.ts'
import { projectFlags, projectOf } from '../project-flags.ts'
import { runDisplay } from '../run-display.ts'
import { overridesOf, type RunFlagValues, runFlags } from '../run-flags.ts'
import { scrapingOf } from '../scraping-flags.ts'
import { shownPath } from '../shown-path.ts'
import { textFlags, textStyle } from '../text-flags.ts'

export const run = command({
  name: 'run',
  summary: 'Send the load of a profile, measure it honestly, judge it, write the reports.',
  positionals: [{ name: 'profile', about: 'a profile of the contract: smoke, normal, peak ...' }],
  flags: { ...projectFlags, ...runFlags, ...textFlags },
  examples: [
    ['plimsoll run smoke', 'is it up, do its checks hold'],
    ['plimsoll run normal --users 50 --spawn-rate 5 --run-time 10m', "Locust's habit"],
    ['plimsoll run demo --host http://127.0.0.1:8080', 'another target that safety allows'],
    ['plimsoll run spike --dry-run', 'what it would send, sending nothing'],
    ['plimsoll run soak --time-scale 0.001', 'a rehearsal: the day in a minute and a half'],
    ['plimsoll run normal --stage 30s:10,2m:10 --tag commit=4f2c', "k6's habit"],
    ['plimsoll run peak --quiet --fail-on-warn', 'in CI: only the verdict, warnings break'],
  ],
  exits: ['environment', 'invalid', 'leak', 'regression', 'breach', 'contract', 'interrupted'],
  async run(flags, io, [profile = '']) {
    refuseConnectionsAsContract(flags.contract)
    const project = projectOf(flags, io)
    if (flags['dry-run']) return printDryRun(flags, project, profile, io)
    const { runProfile } = await import('../../app/run.ts')
    const { finalLines } = await import('../../reports/final-lines.ts')
    const style = textStyle(flags, io)
    const display = runDisplay(io, style, flags.quiet)
    const finished = await runProfile({
      project,
      profile,
      overrides: overridesOf(flags),
      envValues: flags.env,
      seed: flags.seed,
      workers: flags.workers,
      scraping: scrapingOf(flags),
      failOnWarn: flags['fail-on-warn'],
      stop: io.interrupted(),
      say: io.err,
      onStart: display.start,
      onState: display.show,
    }).finally(display.end)
    const { verdict, exitCode, reportFolder } = finished
    display.finish(finished)
    if (flags.quiet) io.out(verdict.sentence)
    else {
      const shown = reportFolder && { reportPath: `${shownPath(reportFolder)}/report.html` }
      const lines = finalLines(verdict, style, { all: flags.all, ...shown, exitCode })
      for (const line of lines) io.out(line)
    }
    return verdict.ending === 'interrupted' ? EXIT.interrupted : exitCode
  },
})

async function printDryRun(
  flags: RunFlagValues,
  project: Project,
  profile: string,
  io: Io,
): Promise<number> {
  const { dryRun } = await import('../../app/dry-run.ts')
  const { dryRunLines } = await import('../dry-run-lines.ts')
  const asked = { project, profile, overrides: overridesOf(flags), envValues: flags.env }
  const planned = await dryRun(asked)
  for (const line of dryRunLines(planned)) io.out(line)
  return EXIT.ok
}

/** `-c 50` is autocannon's habit; here -c is the contract in every command. */
function refuseConnectionsAsContract(contract: string): void {
  if (!/^\d+$/.test(contract)) return
  throw new PlimsollError('USAGE', `-c is the contract, and "${contract}" is none`, {
    hint: `connections of an open profile: --connections ${contract}`,
  })
}
