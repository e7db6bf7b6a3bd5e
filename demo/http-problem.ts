import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { isDatabaseUnavailable } from './database.ts'

/** An answer other than success that the service gives on purpose. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    options: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'HttpProblem'
    this.status = status
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

export const notFound: RequestHandler = (req) => {
  throw new HttpProblem(404, 'not_found', `no route ${req.method} ${req.path}`)
}

/** Turns every thrown value into a JSON answer; only what is the service's own fault is logged. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = asProblem(error)
    if (problem.status >= 500) {
      logger.error({ err: problem.cause ?? problem, route: req.route?.path }, problem.message)
    }
    if (res.headersSent) return next(error)
    if (problem.retryAfterSeconds !== undefined) {
      res.set('Retry-After', String(Math.ceil(problem.retryAfterSeconds)))
    }
    res.status(problem.status).json({ error: { code: problem.code, message: problem.message } })
  }
}

function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error
  const { message = '', status } = error as { message?: string; status?: unknown }
  // body-parser and the router mark the client's mistakes (bad JSON, bad %-escapes) with a 4xx status.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new HttpProblem(status, 'bad_request', message, { cause: error })
  }
  if (isDatabaseUnavailable(error)) {
    return new HttpProblem(503, 'database_unavailable', 'the database is not available', {
      retryAfterSeconds: 1,
      cause: error,
    })
  }
  return new HttpProblem(500, 'internal', 'the service failed', { cause: error })
}
