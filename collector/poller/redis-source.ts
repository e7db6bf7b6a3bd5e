import { Redis } from 'ioredis'
import { ANSWER_DEADLINE_MS, type Answer, reasonOf, type Source } from './poll.ts'
import { parseInfo, redisData, type Slowlog } from './redis-info.ts'

const RECONNECT_MS = 1_000
const SLOWLOG = 'redis-slowlog'

/** One connection, which ioredis opens again after it was lost. */
export function redisSource(url: string): Source {
  const redis = new Redis(url, {
    connectionName: 'plimsoll-poller',
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_DEADLINE_MS,
    commandTimeout: ANSWER_DEADLINE_MS,
    retryStrategy: () => RECONNECT_MS,
  })
  let lastError: Error | undefined
  redis.on('error', (error) => {
    lastError = error // says more than the "Stream isn't writeable" of the command that follows
  })
  const slowlog = slowlogReader(redis)
  const ask = async (): Promise<Answer> => {
    if (redis.status === 'wait') await redis.connect().catch(() => undefined) // status tells
    if (redis.status !== 'ready') throw lastError ?? new Error(`connection is ${redis.status}`)
    const [text, slow] = await Promise.all([redis.info(), slowlog().catch(reasonOf)])
    const isRead = typeof slow !== 'string'
    return {
      metrics: redisData(parseInfo(text), isRead ? slow : undefined),
      parts: new Map([[SLOWLOG, isRead ? undefined : slow]]),
    }
  }
  return { ask, close: async () => redis.disconnect() }
}

/** Ids of entries count up from 0 until Redis restarts; SLOWLOG RESET empties the list, not the count. */
function slowlogReader(redis: Redis): () => Promise<Slowlog> {
  let entries = 0
  redis.on('close', () => {
    entries = 0
  })
  return async () => {
    const [length, newest] = await Promise.all([redis.slowlog('LEN'), redis.slowlog('GET', 1)])
    const [[id] = []] = newest as [[number?]?]
    if (id !== undefined) entries = id + 1
    return { length: Number(length), entries }
  }
}
