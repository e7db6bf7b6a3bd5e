import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { PlimsollError } from '../contract/errors.ts'
import { portHolder } from './port-holder.ts'

/** Loopback only: nothing of local mode is reachable from another machine. */
export const LOOPBACK = '127.0.0.1'

/**
 * Below Linux's ephemeral range (32768 and up, ip(7)), so that an outgoing connection of the load
 * cannot take a port while the process that owns it is restarted.
 */
const LOWEST = 20_000
const HIGHEST = 30_000

/** As many different free ports as asked for. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = randomInt(LOWEST, HIGHEST)
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}

/** Throws PORT_TAKEN, naming who holds it, unless `port` can be listened on. */
export async function requireFreePort(port: number, purpose: string): Promise<void> {
  if (await isFree(port)) return
  const holder = portHolder(port)
  const who = holder ? `process ${holder.pid} (${holder.command})` : 'another process'
  throw new PlimsollError('PORT_TAKEN', `port ${port} for ${purpose} is taken by ${who}`, {
    hint: 'stop it, or choose another port',
  })
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)))
  })
}
