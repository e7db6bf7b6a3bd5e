import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { projectFlags, projectOf } from '../project-flags.ts'
import { runFlags } from '../run-flags.ts'
import { textFlags, textStyle } from '../text-flags.ts'

export const doctor = command({
  name: 'doctor',
  summary: 'What stands in the way of a run, an alert or a verdict, and the command that mends it.',
  flags: {
    ...projectFlags,
    target: runFlags.target,
    prometheus: {
      ...runFlags.prometheus,
      about: "whose rules and targets are compared; else the running local stack's",
    },
    alertmanager: {
      kind: 'text',
      value: 'URL',
      env: 'PLIMSOLL_ALERTMANAGER_URL',
      about: "gets a test alert that pages nobody; else the stack's, else Prometheus'",
    },
    port: {
      kind: 'whole',
      short: 'p',
      value: 'PORT',
      min: 1,
      max: 65_535,
      env: 'PORT',
      about: 'port of console and API, else 8089',
    },
    all: { kind: 'switch', about: 'also what is well or does not apply, each on its line' },
    json: { kind: 'switch', about: 'all findings as JSON, for CI' },
    quiet: { kind: 'switch', short: 'q', env: 'PLIMSOLL_QUIET', about: 'only the last sentence' },
    ...textFlags,
  },
  examples: [
    ['plimsoll doctor', 'look at everything; 93 when something must be mended'],
    ['plimsoll doctor --target http://127.0.0.1:8080', 'a service elsewhere'],
    ['plimsoll doctor --json', 'in CI'],
  ],
  exits: ['environment'],
  async run(flags, io) {
    const { examine } = await import('../../app/doctor/examine.ts')
    const { doctorDocument, doctorLines, doctorSentence } = await import('../doctor-lines.ts')
    const { target, prometheus, alertmanager, port } = flags
    const project = projectOf(flags, io)
    const found = await examine({ project, target, prometheus, alertmanager, port })
    const exitCode = found.some(({ level }) => level === 'mend') ? EXIT.environment : EXIT.ok
    if (flags.json) io.out(JSON.stringify(doctorDocument(found, exitCode), undefined, 2))
    else if (flags.quiet) io.out(doctorSentence(found))
    else {
      const style = textStyle(flags, io)
      for (const line of doctorLines(found, style, { all: flags.all, exitCode })) io.out(line)
    }
    return exitCode
  },
})
