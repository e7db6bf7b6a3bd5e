import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'

export const down = command({
  name: 'down',
  summary: 'Stop the local stack, whichever process owns it.',
  flags: {
    docker: { kind: 'switch', about: 'stop what plimsoll up --docker started; volumes are kept' },
    volumes: {
      kind: 'switch',
      about: 'with --docker: remove its volumes too: series, runs, reports, secrets',
    },
  },
  examples: [
    ['plimsoll down', 'stop what plimsoll up started'],
    ['plimsoll down --docker --volumes', 'stop the containers and forget everything'],
  ],
  exits: ['environment'],
  async run({ docker, volumes }, io) {
    if (docker) {
      const { takeDownContainers } = await import('../../app/containers.ts')
      await takeDownContainers({ volumes }, { env: io.env, say: io.err })
      io.out(volumes ? 'stopped, and its volumes removed' : 'stopped; its volumes are kept')
      return EXIT.ok
    }
    if (volumes) throw new PlimsollError('USAGE', '--volumes goes with --docker')
    const { takeDown } = await import('../../app/local-stack.ts')
    const stopped = await takeDown(io.env)
    io.out(`stopped ${stopped.join(', ')}`)
    return EXIT.ok
  },
})
