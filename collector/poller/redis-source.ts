import { Redis } from 'ioredis'
import { ANSWER_DEADLINE_MS, POLL_INTERVAL_MS, type Source } from './poll.ts'

/** What Redis says of its memory. */
export interface RedisAnswer {
  readonly usedBytes: number
  /** 0 means no limit. */
  readonly maximumBytes: number
}

/** One connection, which ioredis opens again after it was lost. */
export function redisSource(url: string): Source<RedisAnswer> {
  const redis = new Redis(url, {
    connectionName: 'plimsoll-poller',
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_DEADLINE_MS,
    commandTimeout: ANSWER_DEADLINE_MS,
    retryStrategy: () => POLL_INTERVAL_MS / 2,
  })
  let lastError: Error | undefined
  redis.on('error', (error) => {
    lastError = error // says more than the "Stream isn't writeable" of the command that follows
  })
  const ask = async (): Promise<RedisAnswer> => {
    if (redis.status === 'wait') await redis.connect().catch(() => undefined) // status tells
    if (redis.status !== 'ready') throw lastError ?? new Error(`connection is ${redis.status}`)
    return parseMemory(await redis.info('memory'))
  }
  return { ask, close: async () => redis.disconnect() }
}

/** Reads INFO's `name:value` lines. */
export function parseMemory(info: string): RedisAnswer {
  const value = (name: string): number =>
    Number(new RegExp(`^${name}:(\\d+)\\s*$`, 'm').exec(info)?.[1])
  const [usedBytes, maximumBytes] = [value('used_memory'), value('maxmemory')]
  if (!Number.isFinite(usedBytes) || !Number.isFinite(maximumBytes)) {
    throw new TypeError('INFO memory names no used_memory or maxmemory')
  }
  return { usedBytes, maximumBytes }
}
