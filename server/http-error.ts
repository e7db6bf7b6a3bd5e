import type { ErrorRequestHandler, Response } from 'express'
import { type ErrorCode, PlimsollError } from '../contract/errors.ts'

/** Codes that exist over HTTP only: a command line cannot meet them. */
export type HttpCode = 'UNAUTHORIZED' | 'HOST_REFUSED' | 'NOT_FOUND' | 'BODY_INVALID' | 'INTERNAL'

/** What a client did wrong, by status; anything not named here is our environment's fault. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  USAGE: 400,
  PROFILE_UNKNOWN: 404,
  RUN_UNKNOWN: 404,
  ALREADY_RUNNING: 409,
  NOT_RUNNING: 409,
  CHANGE_REFUSED: 409,
  TARGET_NOT_ALLOWED: 403,
  LOAD_NOT_ALLOWED: 403,
  TARGET_UNREACHABLE: 502,
  NOTIFY_FAILED: 502,
  CONTRACT_INVALID: 500,
}

/** Answers with the one shape all errors have: code, message and, where there is one, a hint. */
export function sendError(
  response: Response,
  status: number,
  code: ErrorCode | HttpCode,
  message: string,
  hint?: string,
): void {
  response.status(status).json({ error: { code, message, ...(hint && { hint }) } })
}

/** Turns whatever a route threw into JSON; a bug's details go to the log, never to the client. */
export function errorHandler(log: (line: string) => void): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof PlimsollError) {
      const { code, message, hint } = error
      return sendError(response, STATUS[code] ?? 503, code, message, hint)
    }
    const status = (error as { status?: number }).status
    if (status !== undefined && status >= 400 && status < 500) {
      return sendError(response, status, 'BODY_INVALID', (error as Error).message)
    }
    log(`bug in plimsoll at ${request.method} ${request.path}: ${(error as Error)?.stack ?? error}`)
    sendError(response, 500, 'INTERNAL', 'a bug in Plimsoll; its log says more')
  }
}
