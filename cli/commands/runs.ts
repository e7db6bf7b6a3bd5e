import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { projectFlags, projectOf } from '../project-flags.ts'

export const runs = command({
  name: 'runs',
  summary: 'The runs of this project: those under way, then the newest finished ones.',
  flags: {
    ...projectFlags,
    limit: { kind: 'whole', value: 'N', min: 1, about: 'finished runs to list, else 20' },
    json: { kind: 'switch', about: 'the list as JSON' },
  },
  examples: [
    ['plimsoll runs', 'the newest 20'],
    ['plimsoll runs --json --limit 1', 'the last one, for a script'],
  ],
  exits: ['environment'],
  async run(flags, io) {
    const { listRuns } = await import('../../app/recorded-runs.ts')
    const found = listRuns(projectOf(flags, io), flags.limit ?? 20)
    if (flags.json) {
      io.out(JSON.stringify(found, null, 2))
      return EXIT.ok
    }
    for (const { id, pid, startedAt } of found.running) {
      io.out(`running      ${id}  since ${startedAt}  process ${pid}`)
    }
    for (const { id, verdict, ending } of found.finished) {
      const outcome = ending === 'completed' ? (verdict?.outcome ?? ending) : ending
      io.out(`${outcome.padEnd(11)}  ${id}  ${verdict?.sentence ?? ''}`.trimEnd())
    }
    if (found.running.length + found.finished.length === 0) {
      io.err('no run yet; start one: plimsoll run smoke')
    }
    return EXIT.ok
  },
})
