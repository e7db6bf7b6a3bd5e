import { readFileSync } from 'node:fs'
import type { Contract } from '../../contract/schema.ts'
import { runProgram } from '../../stack/run-program.ts'
import { connectionsFor } from '../../synthetic/allowed-load.ts'
import { loadPlan } from '../../workload/load-plan.ts'
import { longestTimeoutMs } from '../../workload/timeouts.ts'
import { type Check, type Finding, fine, mend, NO_CONTRACT, note, skipped } from './finding.ts'
import { REQUEST_MS } from './surroundings.ts'

/** package.json's engines: from here on Node strips types by itself, and node:sqlite is there. */
const LEAST_NODE = 24
/** Files a generator has open besides its connections: measured 40 to 60 with one worker. */
const OWN_FILES = 100

/** The Node that runs this. */
export const node: Check = {
  id: 'node',
  look: async () => nodeFinding(process.versions.node),
}

/** What a version of Node means; the version comes from outside so that an old one can be told too. */
export function nodeFinding(version: string): Finding {
  if (Number.parseInt(version, 10) >= LEAST_NODE) return fine(version)
  const why = 'older ones neither run TypeScript nor keep the store'
  return mend(`${version}, wanted is ${LEAST_NODE} or newer`, why, 'npm ci  # brings Node 24')
}

/** Docker and compose: only for the full environment with Grafana. */
export const docker: Check = {
  id: 'docker',
  look: async () => {
    const ask = async (...args: string[]): Promise<string | undefined> => {
      try {
        return (await runProgram('docker', args, { deadlineMs: 2 * REQUEST_MS })).trim()
      } catch {
        return undefined
      }
    }
    const [engine, compose] = await Promise.all([
      ask('version', '--format', '{{.Server.Version}}'),
      ask('compose', 'version', '--short'),
    ])
    if (engine && compose) return fine(`engine ${engine}, compose ${compose}`)
    const seen = engine ? 'no docker compose' : 'no Docker engine answers'
    return note(seen, 'only docker compose up needs it; plimsoll up does without')
  },
}

/** Open files this process may have, against what the contract's load can hold. */
export const fileDescriptors: Check = {
  id: 'file-descriptors',
  look: async ({ contract }) => {
    const read = await contract
    if (!read) return NO_CONTRACT
    const limit = openFileLimit()
    if (limit === undefined) return skipped('this system does not tell the limit')
    const { connections, profile } = mostConnections(read)
    const needed = connections + OWN_FILES
    const seen = `${limit} open files; profile ${profile} may need ${needed}`
    if (limit >= needed) return fine(seen)
    const why = 'each connection is one; without it arrivals are lost and the run is invalid'
    const wanted = 2 ** Math.ceil(Math.log2(needed))
    const isRoot = process.getuid?.() === 0
    const raise = isRoot ? `ulimit -n ${wanted}` : `sudo prlimit --pid $$ --nofile=${wanted}`
    return mend(seen, why, raise)
  },
}

/** Local ports that outgoing connections can still take. */
export const ephemeralPorts: Check = {
  id: 'ephemeral-ports',
  look: async ({ contract }) => {
    const read = await contract
    if (!read) return NO_CONTRACT
    const [low = 0, high = 0] = numbers('/proc/sys/net/ipv4/ip_local_port_range')
    if (high === 0) return skipped('this system does not tell the range')
    const taken = takenPorts()
    const left = high - low + 1 - taken
    const { connections, profile } = mostConnections(read)
    const seen = `${left} of ports ${low} to ${high} are left; profile ${profile} may need ${connections}`
    if (left >= connections) return fine(seen)
    const why = 'a connection without a port is an arrival that we lost'
    // The stack's own fixed ports lie below 30000.
    return mend(seen, why, 'sudo sysctl -w net.ipv4.ip_local_port_range="30001 65000"')
  },
}

/** The profile that can hold the most connections at once. */
function mostConnections(contract: Contract): {
  readonly connections: number
  readonly profile: string
} {
  const { profiles, safety } = contract
  return Object.entries(profiles)
    .map(([profile, each]) => ({
      profile,
      connections: connectionsFor(safety, loadPlan(each), longestTimeoutMs(contract, each), 1),
    }))
    .reduce((most, each) => (each.connections > most.connections ? each : most), {
      profile: 'none',
      connections: 0,
    })
}

/** Node raises its soft limit to the hard one when it starts: what it reports is what a run gets. */
function openFileLimit(): number | undefined {
  Reflect.set(process.report, 'excludeNetwork', true) // else it looks up names for every socket
  const { userLimits }: { userLimits?: Readonly<Record<string, { readonly soft: unknown }>> } =
    process.report.getReport()
  const soft = userLimits?.open_files?.soft
  if (soft === 'unlimited') return Number.POSITIVE_INFINITY
  return typeof soft === 'number' ? soft : Number(soft) || undefined
}

/** Sockets in use or waiting for late packets (TIME-WAIT), of /proc/net/sockstat. */
function takenPorts(): number {
  const line = /^TCP: inuse (\d+) orphan (\d+) tw (\d+)/m.exec(textOf('/proc/net/sockstat'))
  return line ? Number(line[1]) + Number(line[2]) + Number(line[3]) : 0
}

function numbers(file: string): number[] {
  return textOf(file).trim().split(/\s+/).map(Number)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
