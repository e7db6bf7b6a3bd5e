import type { Pool } from 'pg'
import { wholeNumberParam } from './fault-params.ts'
import { type Aim, type RequestFault, requestFault } from './request-fault.ts'

/** All goals due on the same day as one of the first ones: some 270 pairs a goal, and no index on due_on. */
const sql = `select count(*) from goals as one join goals as other
  on other.due_on = one.due_on and other.title <> one.title where one.id <= $1`

/** Requests first run a join that PostgreSQL really works on; its statement timeout bounds each. */
export function slowQueryFault(pool: Pool, aim: Aim): RequestFault {
  let slowQueries = 0
  let running = 0
  let slowestMs = 0
  const run = async (goals: number): Promise<void> => {
    const startedAtMs = performance.now()
    running += 1
    try {
      await pool.query(sql, [goals])
      slowQueries += 1
    } finally {
      running -= 1
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - startedAtMs))
    }
  }
  return requestFault<{ goals: number; maxAtOnce: number }>(aim, {
    name: 'slow-query',
    rules: { goals: wholeNumberParam(1, 100_000), maxAtOnce: wholeNumberParam(1, 20, 4) },
    // Each takes a core of the database: more at once would be an outage, not a slow query.
    strike: ({ goals, maxAtOnce }) => (running < maxAtOnce ? run(goals) : undefined),
    start: () => {
      slowQueries = 0
      slowestMs = 0
    },
    state: () => ({ slowQueries, slowestMs, runningQueries: running }),
  })
}
