import { lookup } from 'node:dns/promises'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'
import { requireAllowedTarget } from './allowed-target.ts'
import { targetFailure } from './target-failure.ts'
import type { Target } from './traffic-messages.ts'

/** A connect that takes longer is no start for a measurement. */
const PROBE_TIMEOUT_MS = 5000

/**
 * Turns a base URL into the one address that gets the load: allowed, reachable, and with a certificate that holds
 * (autocannon itself never verifies one). The name is looked up once, here, and never again during the run.
 */
export async function findTarget(
  contract: Pick<Contract, 'safety' | 'service'>,
  baseUrl: string,
): Promise<Target> {
  const url = new URL(baseUrl)
  const secure = url.protocol === 'https:'
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port) || (secure ? 443 : 80)
  const serverName = isIP(hostname) === 0 ? hostname : ''
  let failure: unknown
  for (const ip of await addressesOf(hostname, baseUrl)) {
    requireAllowedTarget(contract.safety, { hostname, ip, port })
    try {
      await probe({ ip, port, secure, serverName, verify: !contract.service.insecure })
      const shownIp = isIP(ip) === 6 ? `[${ip}]` : ip
      return {
        origin: `${url.protocol}//${shownIp}:${port}`,
        serverName,
        host: url.host,
        basePath: url.pathname.replace(/\/$/, ''),
      }
    } catch (error) {
      failure = error
    }
  }
  throw unreachable(baseUrl, failure)
}

async function addressesOf(hostname: string, baseUrl: string): Promise<string[]> {
  if (isIP(hostname) !== 0) return [hostname]
  try {
    const found = await lookup(hostname, { all: true })
    return found.map(({ address }) => address)
  } catch (cause) {
    throw unreachable(baseUrl, cause)
  }
}

function probe(options: {
  readonly ip: string
  readonly port: number
  readonly secure: boolean
  readonly serverName: string
  readonly verify: boolean
}): Promise<void> {
  const { ip: host, port, secure, serverName, verify } = options
  return new Promise((resolve, reject) => {
    const socket: Socket = secure
      ? connectTls({
          host,
          port,
          rejectUnauthorized: verify,
          ALPNProtocols: ['http/1.1'], // as the load will; a server of HTTP/2 alone refuses it
          ...(serverName !== '' && { servername: serverName }),
        })
      : connectPlain({ host, port })
    socket.setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy(timedOut()))
    socket.once('error', reject)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.destroy()
      resolve()
    })
  })
}

function timedOut(): Error {
  return new DOMException('no connection in time', 'TimeoutError')
}

function unreachable(baseUrl: string, cause: unknown): PlimsollError {
  const { reason, hint } = targetFailure(cause, PROBE_TIMEOUT_MS)
  return new PlimsollError('TARGET_UNREACHABLE', `${baseUrl} cannot be reached: ${reason}`, {
    hint,
    cause,
  })
}
