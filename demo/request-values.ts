import type { Request } from 'express'
import { HttpProblem } from './http-problem.ts'

/** Largest value of PostgreSQL's integer, the type of every id. */
const maxId = 2_147_483_647

const defaultLimit = 20
const maxLimit = 100
/** OFFSET walks over what it skips: deep pages are refused so that none can be slow. */
const maxPage = 500

export interface Page {
  readonly page: number
  readonly limit: number
  readonly offset: number
}

export function parsePage(req: Request): Page {
  const page = wholeNumber('page', req.query.page ?? '1', 1, maxPage)
  const limit = wholeNumber('limit', req.query.limit ?? String(defaultLimit), 1, maxLimit)
  return { page, limit, offset: (page - 1) * limit }
}

export function parseId(req: Request, name: string): number {
  return wholeNumber(name, req.params[name], 1, maxId)
}

/** A whole number from a URL or a body, else a 400 that says which field, which range, which value. */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value
  if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) {
    return number
  }
  throw new HttpProblem(
    400,
    'bad_value',
    `${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(value)}`,
  )
}

/** One page of rows: one row more than asked for was read, which tells whether there is a next page. */
export function pageOf<Row>(rows: readonly Row[], { page, limit }: Page) {
  return { items: rows.slice(0, limit), page, limit, hasMore: rows.length > limit }
}
