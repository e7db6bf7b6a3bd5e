import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'

export const status = command({
  name: 'status',
  summary: 'What of the local stack runs, and where.',
  flags: {},
  examples: [['plimsoll status', 'components, addresses and logs; 93 when no stack runs']],
  exits: ['environment'],
  async run(_flags, io) {
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
