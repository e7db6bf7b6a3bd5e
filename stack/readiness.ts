import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { LOOPBACK } from './ports.ts'

/** Longest wait for one answer, in milliseconds; the next check asks again. */
const ANSWER_DEADLINE_MS = 1_000

/** Ready when the URL answers with a status of 200 to 299. */
export function httpReady(url: string): () => Promise<boolean> {
  return async () => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })
    await answer.body?.cancel()
    return answer.ok
  }
}

/** Ready when Redis answers PING with PONG: while it loads it answers with an error. */
export function redisReady(port: number): () => Promise<boolean> {
  return async () => (await exchange(port, Buffer.from('PING\r\n'))).startsWith('+PONG')
}

/**
 * Ready when PostgreSQL accepts a session: it answers the startup message with R (authentication)
 * instead of E (such as "the database system is starting up").
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function postgresqlReady(port: number, user: string, database: string) {
  const fields = Buffer.from(`user\0${user}\0database\0${database}\0\0`)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(head.length + fields.length, 0)
  head.writeUInt16BE(3, 4) // protocol 3.0
  const startup = Buffer.concat([head, fields])
  return async (): Promise<boolean> => (await exchange(port, startup)).startsWith('R')
}

/** Sends one message and returns the beginning of the answer. */
async function exchange(port: number, message: Buffer): Promise<string> {
  const socket: Socket = connect(port, LOOPBACK)
  try {
    socket.write(message)
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })
    return String(answer)
  } finally {
    socket.destroy()
  }
}
