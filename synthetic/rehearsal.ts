import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Profile } from '../contract/profiles.ts'
import { countedRows } from '../workload/once.ts'
import { LiveCounts } from './live-counts.ts'
import { TrafficEngine } from './traffic-engine.ts'
import type { TrafficOrder } from './traffic-messages.ts'

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')

const DURATION_MS = 100
/** Whatever happens, the run must begin. */
const TIMEOUT_MS = 500
const JOURNEYS = 30
const RATE_PER_SECOND = 400
const USERS = 2

/**
 * Sends some requests of the run to this thread itself before there is load: code that runs for the first time is
 * compiled first, which made the first answers of a run look 2 to 6 ms slower than they were.
 */
export async function rehearse(order: TrafficOrder): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', () => socket.write(ANSWER))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  try {
    await sendTo(`http://127.0.0.1:${port}`, order)
  } finally {
    server.close()
  }
}

function sendTo(origin: string, order: TrafficOrder): Promise<void> {
  const { contract, profileName, edgesUs } = order
  const shape = { endpoints: countedRows(contract).length, edgesUs }
  const profile = contract.profiles[profileName]
  const profiles = profile && { [profileName]: shortened(profile) }
  const ended = Promise.withResolvers<void>()
  const engine = new TrafficEngine(
    {
      ...order,
      contract: { ...contract, profiles: { ...profiles } },
      worker: { index: 0, workers: 1 },
      target: { ...order.target, origin, serverName: '' },
      connections: USERS,
      liveBuffer: new LiveCounts(shape).buffer,
    },
    {
      onSlice: () => undefined,
      onEvidence: () => undefined,
      onShortage: () => undefined,
      onFatal: () => engine.stop('now'), // a feeder of few rows; what is wrong with it shows in the run
      onDone: () => ended.resolve(),
    },
  )
  engine.start(process.hrtime.bigint())
  return ended.promise
}

/** The same way of sending, at a level and for a time of our own. */
function shortened({ stages, spawnRate, ...profile }: Profile): Profile {
  const level = profile.model === 'open' ? { ratePerSecond: RATE_PER_SECOND } : { users: USERS }
  return {
    ...profile,
    ...level,
    thinkTime: { distribution: 'constant', durationMs: 1 },
    rampUpMs: undefined,
    warmUpMs: undefined,
    durationMs: DURATION_MS,
    requestTimeoutMs: TIMEOUT_MS,
    iterations: JOURNEYS,
  }
}
