import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { projectFlags, projectOf } from '../project-flags.ts'
import { shownPath } from '../shown-path.ts'
import { textFlags, textStyle } from '../text-flags.ts'

export const report = command({
  name: 'report',
  summary: 'Judge a stored run again, print its table and write its reports anew.',
  positionals: [
    {
      name: 'run-id',
      about: 'as plimsoll runs lists it; latest is the newest; or the path of a record.json',
    },
  ],
  flags: {
    ...projectFlags,
    all: { kind: 'switch', about: 'every objective, also those not judged' },
    ...textFlags,
  },
  examples: [
    ['plimsoll report latest', 'the newest run'],
    ['plimsoll report peak-2026-01-17-140200 --reports old', 'into another folder'],
  ],
  exits: ['environment'],
  async run(flags, io, [id = '']) {
    const { renderRun } = await import('../../app/render-run.ts')
    const { finalLines } = await import('../../reports/final-lines.ts')
    const { verdict, reportFolder } = await renderRun(projectOf(flags, io), id)
    const reportPath = `${shownPath(reportFolder)}/report.html`
    const lines = finalLines(verdict, textStyle(flags, io), { all: flags.all, reportPath })
    for (const line of lines) io.out(line)
    return EXIT.ok
  },
})
