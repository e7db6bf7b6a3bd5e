import autocannon from 'autocannon'
import manifest from 'autocannon/package.json' with { type: 'json' }
import {
  type AutocannonClient,
  type AutocannonResult,
  type AutocannonRun,
  otherAutocannon,
  requireKnownVersion,
} from './autocannon-surface.ts'
import { type ConnectionListener, PooledConnection } from './pooled-connection.ts'

/** A pool of parked connections to one origin. */
export interface ConnectionPool<Holder> {
  readonly connections: readonly PooledConnection<Holder>[]
  /** Closes everything; resolves with the answers that autocannon itself counted. */
  readonly close: () => Promise<number>
}

/** autocannon's histograms cost 2.4 MiB a run and are not used: it accepts any object with these methods. */
const NO_HISTOGRAM = {
  __custom: true,
  recordValue: () => undefined,
  recordValueWithExpectedInterval: () => undefined,
  reset: () => undefined,
  destroy: () => undefined,
}

/** autocannon ends by its own clock only after this; 2^31 ms is the longest a timer takes. */
const FOREVER_SECONDS = 2_000_000

/** autocannon notices stop() at its next sample, and every sample wakes an idle thread: 200 ms keeps both small. */
const SAMPLE_MS = 200

/**
 * One run of autocannon as a pool of connections: the clients are made at once, adopted in its public `setupClient`
 * hook, and stay parked until asked. The only file that imports autocannon.
 * @param origin `http://127.0.0.1:8080`, its host an IP: a name would be looked up for every connect
 */
export function openPool<Holder>(options: {
  readonly origin: string
  readonly connections: number
  readonly serverName: string
  readonly keepAlive: boolean
  readonly listener: ConnectionListener<Holder>
}): ConnectionPool<Holder> {
  requireKnownVersion(manifest.version)
  const connections: PooledConnection<Holder>[] = []
  const run = autocannon({
    url: options.origin,
    connections: options.connections,
    duration: FOREVER_SECONDS,
    sampleInt: SAMPLE_MS,
    skipAggregateResult: true,
    servername: options.serverName,
    tlsOptions: { ALPNProtocols: ['http/1.1'] }, // a server that speaks more must not choose HTTP/2
    histograms: { latencies: NO_HISTOGRAM, requests: NO_HISTOGRAM, throughput: NO_HISTOGRAM },
    setupClient: (client: AutocannonClient) => {
      connections.push(new PooledConnection(client, options))
    },
  }) as AutocannonRun
  const ended = new Promise<AutocannonResult>((resolve, reject) => {
    run.then(resolve, reject)
  })
  ended.catch(() => undefined) // whoever closes the pool still sees it
  requireAdopted(connections, options.connections)
  return {
    connections,
    close: async () => {
      for (const connection of connections) connection.close()
      run.stop()
      const result = await ended
      return result['2xx'] + result.non2xx
    },
  }
}

/** autocannon keeps to itself what is thrown while it makes its clients, so they are looked at afterwards. */
function requireAdopted(connections: readonly PooledConnection<unknown>[], wanted: number): void {
  const problems = new Set(connections.flatMap((connection) => connection.problems ?? []))
  if (connections.length !== wanted) {
    problems.add(`it sets up ${connections.length} of ${wanted} clients at once`)
  }
  if (connections.some(({ problems }) => problems === undefined)) {
    problems.add('it makes clients that do not call _connect')
  }
  if (problems.size > 0) throw otherAutocannon([...problems])
}
