import autocannon from 'autocannon'
import { PlimsollError } from '../contract/errors.ts'
import type { AutocannonClient, AutocannonResult, AutocannonRun } from './autocannon-surface.ts'
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

/** autocannon notices stop() at its next sample: 50 ms keeps the end of a run short. */
const SAMPLE_MS = 50

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
  if (connections.length !== options.connections) {
    throw new PlimsollError(
      'ENGINE_MISMATCH',
      `this autocannon set up ${connections.length} of ${options.connections} clients at once`,
    )
  }
  const ended = new Promise<AutocannonResult>((resolve) => {
    run.then(resolve)
  })
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
