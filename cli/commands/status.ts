import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'
import type { Io } from '../io.ts'

export const status = command({
  name: 'status',
  summary: 'What of the local stack runs, and where.',
  flags: {
    docker: { kind: 'switch', about: 'of the containers of plimsoll up --docker' },
  },
  examples: [['plimsoll status', 'components, addresses and logs; 93 when no stack runs']],
  exits: ['environment'],
  async run({ docker }, io) {
    if (docker) return containers(io)
    const { localStackStatus } = await import('../../app/local-stack.ts')
    const found = await localStackStatus(io.env)
    if (!found) {
      throw new PlimsollError('NOT_RUNNING', 'no stack is running', {
        hint: 'start one: plimsoll up',
      })
    }
    const { status, addresses } = found
    io.out(`${status.state}, owned by process ${status.pid}`)
    for (const { name, state, pid, logFile } of status.components) {
      const who = pid === undefined ? '' : `pid ${pid}`
      const where = name in addresses ? addresses[name as keyof typeof addresses] : ''
      io.out(`  ${name.padEnd(13)}${state.padEnd(10)}${who.padEnd(12)}${where}`)
      if (state === 'ended') io.out(`    its log: ${logFile}`)
    }
    return EXIT.ok
  },
})

async function containers(io: Io): Promise<number> {
  const { containersStatus } = await import('../../app/containers.ts')
  const found = await containersStatus(io.env)
  if (found.length === 0) {
    throw new PlimsollError('NOT_RUNNING', 'no container of Plimsoll is there', {
      hint: 'start them: plimsoll up --docker',
    })
  }
  for (const { name, state, url = '' } of found) {
    io.out(`${name.padEnd(14)}${state.padEnd(28)}${url}`.trimEnd())
  }
  return EXIT.ok
}
