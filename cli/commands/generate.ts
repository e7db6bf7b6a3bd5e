import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { contractFlag } from '../contract-flag.ts'

export const generate = command({
  name: 'generate',
  summary: 'Write rules, dashboards, prometheus.yml and alertmanager.yml from the contract.',
  flags: {
    contract: contractFlag,
    check: { kind: 'switch', about: 'write nothing; 94 when a generated file is out of date' },
  },
  examples: [
    ['plimsoll generate', 'bring every generated file up to date'],
    ['plimsoll generate --check', 'in CI: fail when somebody forgot to'],
  ],
  exits: ['drift', 'contract'],
  async run(flags, io) {
    const { findDrift, refreshArtefacts } = await import('../../app/artefacts.ts')
    if (!flags.check) {
      const changed = await refreshArtefacts(flags.contract, io.env)
      for (const path of changed) io.out(path)
      io.out(changed.length === 0 ? 'everything is up to date' : `${changed.length} files updated`)
      return EXIT.ok
    }
    const stale = await findDrift(flags.contract, io.env)
    if (stale.length === 0) {
      io.out('everything is up to date')
      return EXIT.ok
    }
    throw new PlimsollError('ARTEFACT_DRIFT', `out of date: ${stale.join(', ')}`, {
      hint: 'run `npm run generate` and commit the result',
    })
  },
})
