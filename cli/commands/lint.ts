import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { contractFlag } from '../contract-flag.ts'

export const lint = command({
  name: 'lint',
  summary: 'What a valid contract says that cannot be true, proved or measured as it stands.',
  flags: {
    contract: contractFlag,
    strict: { kind: 'switch', about: '104 when there is any finding, for CI' },
  },
  examples: [
    ['plimsoll lint', 'list every finding with a hint'],
    ['plimsoll lint --strict', 'in CI: fail on findings'],
  ],
  exits: ['contract'],
  async run(flags, io) {
    const { lintContractFile } = await import('../../app/lint.ts')
    const findings = await lintContractFile(flags.contract)
    for (const { code, path, message, hint } of findings) {
      io.out(`${code} ${path}: ${message}`)
      io.out(`  hint: ${hint}`)
    }
    const count = findings.length
    io.out(count === 0 ? 'no findings' : `${count} ${count === 1 ? 'finding' : 'findings'}`)
    return flags.strict && count > 0 ? EXIT.contract : EXIT.ok
  },
})
