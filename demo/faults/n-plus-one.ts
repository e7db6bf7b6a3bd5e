import type { Response } from 'express'
import type { Pool } from 'pg'
import { wholeNumberParam } from './fault-params.ts'
import { type Aim, type RequestFault, requestFault } from './request-fault.ts'

/** The seed's customers are numbered from 1 to this. */
const customers = 1000

/** Requests ask for customers one by one, each quick, one after another, where one join would do. */
export function nPlusOneFault(pool: Pool, aim: Aim): RequestFault {
  let queries = 0
  let isActive = false
  const askOneByOne = async (count: number, res: Response): Promise<void> => {
    const text = 'select id, name, region, tier from customers where id = $1'
    for (let left = count; left > 0 && isActive && !res.destroyed; left -= 1) {
      const id = 1 + (queries % customers)
      queries += 1
      await pool.query({ name: 'customer-of-agent', text, values: [id] })
    }
  }
  return requestFault<{ queriesPerRequest: number }>(aim, {
    name: 'n-plus-one',
    rules: { queriesPerRequest: wholeNumberParam(1, 10_000) },
    strike: ({ queriesPerRequest }, res) => askOneByOne(queriesPerRequest, res),
    start: () => {
      queries = 0
      isActive = true
    },
    stop: () => {
      isActive = false
    },
    state: () => ({ queries }),
  })
}
