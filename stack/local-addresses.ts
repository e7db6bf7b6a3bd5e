import { PlimsollError } from '../contract/errors.ts'
import type { Environment } from './cache-folder.ts'
import { freePorts, LOOPBACK, requireFreePort } from './ports.ts'

/** One TCP port for each thing that listens. */
export interface LocalPorts {
  readonly postgresql: number
  readonly redis: number
  readonly prometheus: number
  readonly alertmanager: number
  readonly demo: number
  readonly demoMetrics: number
  readonly poller: number
  readonly server: number
}

/** The console's port is where Locust's users look for it. */
export const SERVER_PORT = 8089

/** Variables that fix a port; a fixed port that is taken is an error, the others are free ones. */
export const PORT_VARIABLES: Readonly<Record<keyof LocalPorts, string>> = {
  postgresql: 'PLIMSOLL_POSTGRESQL_PORT',
  redis: 'PLIMSOLL_REDIS_PORT',
  prometheus: 'PLIMSOLL_PROMETHEUS_PORT',
  alertmanager: 'PLIMSOLL_ALERTMANAGER_PORT',
  demo: 'PLIMSOLL_DEMO_PORT',
  demoMetrics: 'PLIMSOLL_DEMO_METRICS_PORT',
  poller: 'PLIMSOLL_POLLER_PORT',
  server: 'PLIMSOLL_SERVER_PORT',
}

/**
 * Ports for a stack about to start: flags before variables before free ones; the server's is 8089.
 * Checked here, before anything starts, so that a taken port costs no waiting.
 */
export async function chooseLocalPorts(
  env: Environment,
  flags: Partial<LocalPorts> = {},
): Promise<LocalPorts> {
  const names = Object.keys(PORT_VARIABLES) as (keyof LocalPorts)[]
  const free = await freePorts(names.length)
  const chosen = new Map<keyof LocalPorts, number>()
  for (const [index, name] of names.entries()) {
    const fixed = flags[name] ?? fromVariable(name, env) ?? (name === 'server' ? SERVER_PORT : 0)
    if (fixed !== 0) await requireFreePort(fixed, name)
    chosen.set(name, fixed || (free[index] ?? 0))
  }
  return Object.fromEntries(chosen) as unknown as LocalPorts
}

/** Where the parts of a local stack are reached, in the words of those who connect. */
export interface LocalAddresses {
  readonly demo: string
  readonly demoMetrics: string
  readonly poller: string
  readonly prometheus: string
  readonly alertmanager: string
  readonly server: string
  /** The demo's own role and database. */
  readonly database: string
  /** The administrator's role: its reserved connections work when the demo has taken all others. */
  readonly databaseAdmin: string
  readonly redis: string
}

export const DATABASE = { name: 'demo', owner: 'demo', admin: 'plimsoll' } as const

/** The addresses that follow from the ports. */
export function localAddresses(ports: LocalPorts): LocalAddresses {
  const http = (port: number) => `http://${LOOPBACK}:${port}`
  const postgresql = (role: string) =>
    `postgresql://${role}@${LOOPBACK}:${ports.postgresql}/${DATABASE.name}`
  return {
    demo: http(ports.demo),
    demoMetrics: `${http(ports.demoMetrics)}/metrics`,
    poller: http(ports.poller),
    prometheus: http(ports.prometheus),
    alertmanager: http(ports.alertmanager),
    server: http(ports.server),
    database: postgresql(DATABASE.owner),
    databaseAdmin: postgresql(DATABASE.admin),
    redis: `redis://${LOOPBACK}:${ports.redis}`,
  }
}

function fromVariable(name: keyof LocalPorts, env: Environment): number | undefined {
  const text = env[PORT_VARIABLES[name]]
  if (!text) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new PlimsollError('USAGE', `${PORT_VARIABLES[name]}="${text}" is not a port (1 to 65535)`)
}
