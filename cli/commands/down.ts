import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'

export const down = command({
  name: 'down',
  summary: 'Stop the local stack, whichever process owns it.',
  flags: {},
  examples: [['plimsoll down', 'stop what plimsoll up started']],
  exits: ['environment'],
  async run(_flags, io) {
    const { takeDown } = await import('../../app/local-stack.ts')
    const stopped = await takeDown(io.env)
    io.out(`stopped ${stopped.join(', ')}`)
    return EXIT.ok
  },
})
