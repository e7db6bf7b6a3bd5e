import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { projectFlags, projectOf } from '../project-flags.ts'

export const up = command({
  name: 'up',
  summary:
    'Start the local stack: PostgreSQL, Redis, demo, collector, Prometheus, Alertmanager, server.',
  flags: {
    ...projectFlags,
    detach: {
      kind: 'switch',
      short: 'd',
      about: 'return when it is ready; plimsoll down stops it',
    },
    port: {
      kind: 'whole',
      value: 'PORT',
      min: 1,
      max: 65_535,
      about: 'port of console and API, else 8089',
    },
  },
  examples: [
    ['plimsoll up', 'run in the foreground until Ctrl-C'],
    ['plimsoll up -d', 'run in the background'],
  ],
  exits: ['environment', 'contract'],
  async run(flags, io) {
    const { bringUp, bringUpDetached } = await import('../../app/local-stack.ts')
    const told = (change: { name: string; state: string }) =>
      io.err(`${change.name} ${change.state}`)
    if (flags.detach) {
      const { contract, reports, port } = flags
      const args = ['--contract', contract, '--reports', reports]
      if (port !== undefined) args.push('--port', String(port))
      const options = { project: projectOf(flags, io), say: io.err, onChange: told, port }
      const { ports } = await bringUpDetached(options, args)
      io.out(`ready: http://127.0.0.1:${ports.server}; plimsoll down stops it`)
      return EXIT.ok
    }
    const signal = io.interrupted()
    const { stack, addresses } = await bringUp({
      project: projectOf(flags, io),
      say: io.err,
      onChange: told,
      signal,
      port: flags.port,
    })
    io.out(`console     ${addresses.server}`)
    io.out(`prometheus  ${addresses.prometheus}`)
    io.out(`demo        ${addresses.demo}`)
    io.out(`run it with plimsoll run smoke --target ${addresses.demo}`)
    io.out('ready; Ctrl-C stops everything')
    const stop = () => void stack.stop()
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    await stack.stopped
    return EXIT.ok
  },
})
