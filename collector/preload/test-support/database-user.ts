import { createServer, type ServerResponse } from 'node:http'
import { Redis } from 'ioredis'
import { Pool, type PoolClient } from 'pg'

/** A service whose every use of PostgreSQL and Redis is asked for by a request, so that a test can count them. */
const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 2,
  connectionTimeoutMillis: 300,
})
const redis = new Redis(process.env.REDIS_URL ?? '')
const held: PoolClient[] = []
let unhandled = 0
process.on('unhandledRejection', () => unhandled++)

const byCallback = () =>
  new Promise((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (error || !client) return reject(error)
      void client.query('SELECT 2 AS two', (failure, result) => {
        release()
        if (failure) reject(failure)
        else resolve(result.rows)
      })
    })
  })

const actions: Readonly<Record<string, () => unknown>> = {
  '/query': async () => (await pool.query('SELECT relname FROM pg_class LIMIT 1')).rowCount,
  '/callback': byCallback,
  '/fail': () => pool.query('DELETE FROM missing_table'),
  '/forget': () => {
    void pool.query('DELETE FROM missing_table') // nobody handles its rejection
    return 'forgotten'
  },
  '/hold': async () => held.push(await pool.connect()),
  '/release': () => held.pop()?.release(),
  '/redis': async () => {
    await redis.set('plimsoll', 'line')
    return redis.get('plimsoll')
  },
  '/pipeline': () => redis.multi().incr('n').expire('n', 10).exec(),
  '/redis-fail': () => redis.call('LPUSH', 'plimsoll', 'x'),
  '/redis-forget': () => {
    void redis.call('LPUSH', 'plimsoll', 'x')
    return 'forgotten'
  },
  '/unhandled': () => unhandled,
}

async function answer(path: string, response: ServerResponse): Promise<void> {
  try {
    response.end(JSON.stringify((await actions[path]?.()) ?? null))
  } catch (error) {
    response.writeHead(500).end((error as Error).message)
  }
}

const server = createServer((request, response) => void answer(request.url ?? '', response))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') {
    process.stdout.write(`listening on http://127.0.0.1:${address?.port}\n`)
  }
})
