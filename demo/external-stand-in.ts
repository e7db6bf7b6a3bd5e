import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Median and spread of a log-normal delay as of a provider in the same region: P50 60 ms, P95 140 ms. */
const medianMs = 60
const sigma = 0.5
const maxMs = 1500

/** A delay drawn from a log-normal distribution, the usual shape of network latencies. */
export function providerDelayMs(random: () => number): number {
  // Box-Muller transform; 1 - random() keeps the logarithm's argument above 0.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.min(maxMs, medianMs * Math.exp(sigma * normal))
}

/** Answers as it should, refuses connections, or accepts calls and never answers them. */
export type StandInBehaviour = 'answer' | 'refuse' | 'timeout'

export interface ExternalStandIn {
  readonly url: string
  readonly behave: (behaviour: StandInBehaviour) => Promise<void>
}

/** Stands in for a paid enrichment provider: same shape of answer, realistic delay, no network. */
export async function startExternalStandIn(
  port: number,
  onUnanswered: () => void,
): Promise<ExternalStandIn> {
  let behaviour: StandInBehaviour = 'answer'
  const server = createServer((req, res) => {
    if (behaviour === 'timeout') return onUnanswered()
    const { searchParams } = new URL(req.url ?? '/', 'http://stand-in')
    const company = searchParams.get('company') ?? 'unknown'
    setTimeout(() => {
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ company, employees: 10 + company.length * 37, source: 'stand-in' }))
    }, providerDelayMs(Math.random))
  })
  // A provider keeps idle connections for a minute; Node's 5 s would break calls that come every 5 s.
  server.keepAliveTimeout = 65_000
  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const ownPort = await listen(port)
  return {
    url: `http://127.0.0.1:${ownPort}`,
    behave: async (next) => {
      behaviour = next
      if (next === 'refuse' && server.listening) server.close()
      // Calls that wait for nothing are let go whichever way it changes.
      server.closeAllConnections()
      if (next !== 'refuse' && !server.listening) await listen(ownPort)
    },
  }
}
