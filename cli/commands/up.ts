import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'
import type { Values } from '../flags.ts'
import type { Io } from '../io.ts'
import { projectFlags, projectOf } from '../project-flags.ts'

const flags = {
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
  schedules: {
    kind: 'switch',
    about: "let the server run the contract's schedules; else only what you start sends load",
  },
  docker: {
    kind: 'switch',
    about: 'by docker compose instead, with Grafana; its settings are those of .env.example',
  },
} as const

export const up = command({
  name: 'up',
  summary:
    'Start the local stack: PostgreSQL, Redis, demo, collector, Prometheus, Alertmanager, server.',
  flags,
  examples: [
    ['plimsoll up', 'run in the foreground until Ctrl-C'],
    ['plimsoll up -d', 'run in the background'],
    ['plimsoll up --docker', 'run in containers, in the background'],
  ],
  exits: ['environment', 'contract', 'interrupted'],
  async run(flags, io) {
    if (flags.docker) return upInContainers(flags, io)
    return flags.detach ? upInBackground(flags, io) : upInForeground(flags, io)
  },
})

type UpFlags = Values<typeof flags>

async function upInContainers({ contract, port, detach }: UpFlags, io: Io): Promise<number> {
  const { bringUpContainers } = await import('../../app/containers.ts')
  if (detach) {
    throw new PlimsollError('USAGE', '--docker always detaches: leave --detach out')
  }
  const containers = await bringUpContainers({
    env: io.env,
    contract,
    port,
    say: io.err,
    signal: io.interrupted(),
  })
  for (const { name, url } of containers) if (url) io.out(`${name.padEnd(14)}${url}`)
  io.out(
    'sign in to the server with: docker compose exec server cat /run/secrets/plimsoll_webhook_token',
  )
  io.out('ready; plimsoll down --docker stops it')
  return EXIT.ok
}

async function upInBackground(flags: UpFlags, io: Io): Promise<number> {
  const { bringUpDetached } = await import('../../app/local-stack.ts')
  const { contract, reports, port } = flags
  const args = ['--contract', contract, '--reports', reports]
  if (flags.schedules) args.push('--schedules')
  if (port !== undefined) args.push('--port', String(port))
  const project = projectOf(flags, io)
  const { ports } = await bringUpDetached(
    { project, say: io.err, onChange: toldTo(io), port },
    args,
  )
  io.out(`ready: http://127.0.0.1:${ports.server}; plimsoll down stops it`)
  return EXIT.ok
}

async function upInForeground(flags: UpFlags, io: Io): Promise<number> {
  const { bringUp } = await import('../../app/local-stack.ts')
  const signal = io.interrupted()
  const { stack, addresses } = await bringUp({
    project: projectOf(flags, io),
    say: io.err,
    onChange: toldTo(io),
    signal,
    port: flags.port,
    schedules: flags.schedules,
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
}

function toldTo(io: Io) {
  return (change: { name: string; state: string }) => io.err(`${change.name} ${change.state}`)
}
