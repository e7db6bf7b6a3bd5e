import type { Redis } from 'ioredis'
import type { Pool } from 'pg'

/** Probes and load tests may ask as often as they like; the dependencies are asked twice a second. */
const freshForMs = 500
/** A dependency that does not answer a ping in a second is not ready, whatever it says later. */
const checkTimeoutMs = 1000

export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'unavailable'
  readonly checks: { readonly postgresql: 'up' | 'down'; readonly redis: 'up' | 'down' }
}

/** Without Redis the service is slower (degraded); without PostgreSQL it is of no use (unavailable). */
export function createReadiness(pool: Pool, redis: Redis): () => Promise<Readiness> {
  let latest: { atMs: number; readiness: Promise<Readiness> } | undefined
  return () => {
    const nowMs = performance.now()
    if (latest === undefined || nowMs - latest.atMs > freshForMs) {
      latest = { atMs: nowMs, readiness: check(pool, redis) }
    }
    return latest.readiness
  }
}

async function check(pool: Pool, redis: Redis): Promise<Readiness> {
  const [postgresql, redisState] = await Promise.all([
    stateOf(pool.query('select 1')),
    stateOf(redis.ping()),
  ])
  const status = postgresql === 'down' ? 'unavailable' : redisState === 'down' ? 'degraded' : 'ok'
  return { status, checks: { postgresql, redis: redisState } }
}

async function stateOf(answer: Promise<unknown>): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<'down'>((resolve) => {
    timer = setTimeout(resolve, checkTimeoutMs, 'down')
  })
  const state = answer.then(
    () => 'up' as const,
    () => 'down' as const,
  )
  try {
    return await Promise.race([state, timeout])
  } finally {
    clearTimeout(timer)
  }
}
