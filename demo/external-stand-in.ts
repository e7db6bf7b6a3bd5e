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

/** Stands in for a paid enrichment provider: same shape of answer, realistic delay, no network. */
export function startExternalStandIn(port: number): Promise<string> {
  const server = createServer((req, res) => {
    const { searchParams } = new URL(req.url ?? '/', 'http://stand-in')
    const company = searchParams.get('company') ?? 'unknown'
    setTimeout(() => {
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ company, employees: 10 + company.length * 37, source: 'stand-in' }))
    }, providerDelayMs(Math.random))
  })
  // A provider keeps idle connections for a minute; Node's 5 s would break calls that come every 5 s.
  server.keepAliveTimeout = 65_000
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })
}
