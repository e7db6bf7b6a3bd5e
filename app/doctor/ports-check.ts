import { PlimsollError } from '../../contract/errors.ts'
import { type LocalPorts, PORT_VARIABLES } from '../../stack/local-addresses.ts'
import { portHolder } from '../../stack/port-holder.ts'
import { freePorts, requireFreePort } from '../../stack/ports.ts'
import { type Check, type Finding, fine, mend } from './finding.ts'
import type { Surroundings } from './surroundings.ts'

/** The fixed ports: the console's, and those that variables fix. */
export const ports: Check = {
  id: 'ports',
  look: async (surroundings) => {
    const wanted = fixedPorts(surroundings)
    const findings = await Promise.all(wanted.map((port) => portFinding(port, surroundings)))
    const taken = findings.filter(({ level }) => level === 'mend')
    return taken.length > 0 ? taken : findings
  },
}

interface FixedPort {
  readonly port: number
  readonly purpose: string
  readonly variable?: string
}

function fixedPorts({ project, serverPort }: Surroundings): FixedPort[] {
  const names = Object.keys(PORT_VARIABLES) as (keyof LocalPorts)[]
  const fixed = names.flatMap((name) => {
    const variable = PORT_VARIABLES[name]
    const port = Number(project.env[variable])
    return Number.isInteger(port) && port > 0 ? [{ port, purpose: name, variable }] : []
  })
  const hasServer = fixed.some(({ purpose }) => purpose === 'server')
  return hasServer ? fixed : [{ port: serverPort, purpose: 'console and API' }, ...fixed]
}

async function portFinding(
  { port, purpose, variable }: FixedPort,
  { stack, server }: Surroundings,
): Promise<Finding> {
  const [{ addresses }, { url, text }] = await Promise.all([stack, server])
  const inStack = Object.values(addresses ?? {}).some((each) => Number(new URL(each).port) === port)
  const isOurs = inStack || (text !== undefined && Number(new URL(url).port) === port)
  if (isOurs) return fine(`${port} for ${purpose} is held by Plimsoll itself`)
  try {
    await requireFreePort(port, purpose)
    return fine(`${port} for ${purpose} is free`)
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error
    const [free] = await freePorts(1)
    const holder = portHolder(port)
    const choose = variable ? `unset ${variable}` : `plimsoll up -d --port ${free}`
    const stop = holder ? `  # or: kill ${holder.pid}` : ''
    return mend(error.message, 'plimsoll up and plimsoll serve stop at once', `${choose}${stop}`)
  }
}
