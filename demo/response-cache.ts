import type { Response } from 'express'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { CacheResult, ServiceMetrics } from './service-metrics.ts'

/**
 * A look-up takes about 1 ms. Far above the stalls of our own event loop, where timers run before answers
 * are read and would blame Redis for them; the circuit breaker keeps a Redis that hangs affordable.
 */
const commandTimeoutMs = 500
const connectTimeoutMs = 2000
const maxReconnectDelayMs = 1000

export interface CachePolicy {
  /** Name of the endpoint in the counters. */
  readonly endpoint: string
  /** What is invalidated together: every write to the scope makes all its entries unreachable. */
  readonly scope: 'agents' | 'goals'
  readonly ttlSeconds: number
  /** How long a client may keep the answer; no write of ours can reach it there. */
  readonly clientMaxAgeSeconds: number
}

export interface CachedBody {
  readonly json: string
  readonly result: CacheResult
}

/** A connection that fails at once while Redis is away, instead of queueing what PostgreSQL can answer. */
export function connectRedis(redisUrl: string, logger: Logger): Redis {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 100, maxReconnectDelayMs),
  })
  let isUp: boolean | undefined
  redis.on('ready', () => {
    isUp = true
    logger.info('connected to redis')
  })
  redis.on('error', (err: Error) => {
    if (isUp !== false) logger.warn({ reason: err.message }, 'redis is away, serving without cache')
    isUp = false
  })
  redis.on('reconnecting', () => {
    if (isUp) logger.warn('redis closed the connection, serving without cache')
    isUp = false
  })
  return redis
}

/** Caches whole JSON bodies, so that a hit costs neither a query nor a serialisation. */
export class ResponseCache {
  readonly #redis: Redis
  readonly #requests: ServiceMetrics['cacheRequests']
  readonly #breaker: CircuitBreaker
  readonly #forgets: () => boolean

  /** @param forgets says of each look-up whether it finds nothing, whatever is stored. */
  constructor(
    redis: Redis,
    requests: ServiceMetrics['cacheRequests'],
    logger: Logger,
    forgets: () => boolean,
  ) {
    this.#forgets = forgets
    this.#redis = redis
    this.#requests = requests
    this.#breaker = new CircuitBreaker({
      failureThreshold: 5,
      openMs: 1000,
      nowMs: () => performance.now(),
      onChange: (state) => logger.warn({ circuit: 'redis', state }, `cache circuit ${state}`),
    })
  }

  async fetch(policy: CachePolicy, key: string, load: () => Promise<unknown>): Promise<CachedBody> {
    const entryKey = `${policy.scope}:${policy.endpoint}:${key}`
    const found = await this.#lookUp(policy.scope, entryKey)
    const result = found === undefined ? 'error' : found.json === undefined ? 'miss' : 'hit'
    this.#requests.inc({ result, endpoint: policy.endpoint })
    if (found?.json !== undefined) return { json: found.json, result }
    const json = JSON.stringify(await load())
    if (found) await this.#store(entryKey, `${found.generation}\n${json}`, policy.ttlSeconds)
    return { json, result }
  }

  /** Call after the commit: readers that began before it store under a generation nobody reads. */
  async invalidate(scope: CachePolicy['scope']): Promise<void> {
    try {
      await this.#breaker.run(() => this.#redis.incr(generationKey(scope)))
    } catch {
      // Redis is away: its entries end by their TTL, which is the staleness we accept.
    }
  }

  async #lookUp(scope: CachePolicy['scope'], entryKey: string) {
    try {
      const [generation, entry] = await this.#breaker.run(() =>
        this.#redis.mget(generationKey(scope), entryKey),
      )
      const current = generation ?? '0'
      const isCurrent = entry?.startsWith(`${current}\n`) && !this.#forgets()
      return { generation: current, json: isCurrent ? entry?.slice(current.length + 1) : undefined }
    } catch {
      return undefined
    }
  }

  async #store(entryKey: string, value: string, ttlSeconds: number): Promise<void> {
    try {
      await this.#breaker.run(() => this.#redis.set(entryKey, value, 'EX', ttlSeconds))
    } catch {
      // The answer is here already; the next look-up counts what is wrong with Redis.
    }
  }
}

export function sendCached(res: Response, policy: CachePolicy, { json, result }: CachedBody): void {
  res.set('Cache-Control', `private, max-age=${policy.clientMaxAgeSeconds}`)
  res.set('X-Cache', result)
  res.type('application/json').send(json)
}

function generationKey(scope: CachePolicy['scope']): string {
  return `generation:${scope}`
}
