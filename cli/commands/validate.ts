import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { contractFlag } from '../contract-flag.ts'

export const validate = command({
  name: 'validate',
  summary: 'Check the contract; every problem at once, with path, value, unit and hint.',
  flags: { contract: contractFlag },
  examples: [
    ['plimsoll validate', 'check plimsoll.contract.ts'],
    ['plimsoll validate -c staging.contract.yaml', 'check another contract'],
  ],
  exits: ['contract'],
  async run(flags, io) {
    const { validateContract } = await import('../../app/validate.ts')
    const { service, endpoints, objectives, profiles } = await validateContract(flags.contract)
    io.out(
      `${flags.contract} is valid: ${service}, ${endpoints} endpoints, ${objectives} latency targets, ${profiles} profiles`,
    )
    return EXIT.ok
  },
})
