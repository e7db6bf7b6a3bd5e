import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LiveRelay } from '../app/live-relay.ts'
import { requirePort } from '../app/require-port.ts'
import { plimsollVersion } from '../app/version.ts'
import { PlimsollError } from '../contract/errors.ts'
import { startTelemetry, type Telemetry } from '../telemetry/start-telemetry.ts'
import { createApp } from './create-app.ts'
import { scheduleSeries } from './schedule-series.ts'
import type { ServerParts } from './server-parts.ts'
import { verdictGauge } from './verdict-gauge.ts'

/** Addresses that stand for every interface and are no name of this machine. */
const EVERY_INTERFACE = ['0.0.0.0', '::']

export type ServerOptions = Pick<
  ServerParts,
  'project' | 'token' | 'prometheusUrl' | 'startRun' | 'log' | 'scheduler' | 'served' | 'passOn'
> & {
  readonly host: string
  /** Names it answers to besides the loopback's and `host`. */
  readonly allowedHosts?: readonly string[]
  /** 0 takes a free one. */
  readonly port: number
}

/** The control server, listening. */
export interface RunningServer {
  readonly url: string
  /** Names it answers to besides the loopback's. */
  readonly names: readonly string[]
  readonly stop: () => Promise<void>
}

/** Starts console, API, webhook receiver and metrics on one port. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port } = options
  if (port !== 0) await requirePort(port, 'the console')
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll-server',
    host: '127.0.0.1',
    port: 0,
  })
  try {
    return await listening(options, telemetry)
  } catch (error) {
    await telemetry.stop() // what still listens would keep the process alive
    throw error
  }
}

async function listening(options: ServerOptions, telemetry: Telemetry): Promise<RunningServer> {
  const { host, port, allowedHosts = [], ...rest } = options
  const relay = new LiveRelay(options.project)
  const verdicts = verdictGauge(options.project, telemetry)
  const schedules = scheduleSeries(options.scheduler, telemetry)
  const names = [...ownName(host), ...allowedHosts]
  const app = createApp(
    { ...rest, relay, version: plimsollVersion(), metricsUrl: telemetry.url },
    {
      allowedHosts: names,
      refreshMetrics: () => {
        verdicts()
        schedules()
      },
    },
  )
  const server = createServer(app)
  const address = await listen(server, host, port)
  return {
    url: `http://${shownHost(host)}:${address.port}`,
    names,
    stop: async () => {
      relay.close()
      await close(server)
      await telemetry.stop()
    },
  }
}

/** How this address stands in a Host header. */
function ownName(host: string): string[] {
  if (EVERY_INTERFACE.includes(host)) return []
  return [shownHost(host).toLowerCase()]
}

function shownHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, host, port)))
    server.listen({ host, port }, () => resolve(server.address() as AddressInfo))
  })
}

/** A port that another address holds is taken; anything else is a host or port nobody here can have. */
function refusal(cause: NodeJS.ErrnoException, host: string, port: number): PlimsollError {
  if (cause.code === 'EADDRINUSE') {
    const hint = 'stop what holds it, or choose another with --port'
    return new PlimsollError('PORT_TAKEN', `port ${host}:${port} is taken`, { hint, cause })
  }
  const hint = 'choose another address with --host, or a port above 1023'
  return new PlimsollError('USAGE', `cannot listen: ${cause.message}`, { hint, cause })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections() // live streams would stay open for ever
  })
}
