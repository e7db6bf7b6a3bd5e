import type { Request, RequestHandler, Response } from 'express'
import { bearerToken, sameSecret } from '../app/same-secret.ts'
import { sendError } from './http-error.ts'
import { mayRead } from './reader-session.ts'

const READS = new Set(['GET', 'HEAD'])
const LOOPBACK_NAMES = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/i
const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127\.|::1$)/

/** Lets reading pass and asks everything else for the token: stands before all routes, exempts none. */
export function requireToken(token: string): RequestHandler {
  return (request, response, next) => {
    if (READS.has(request.method)) return next()
    if (sameSecret(bearerToken(request.headers.authorization) ?? '', token)) return next()
    refuse(response, 'this call needs the token')
  }
}

/**
 * Refuses requests that name another host, whatever address they came in by: a web page must not read
 * this server by pointing a name of its own at it (DNS rebinding). Loopback names are no such names.
 * @param allowed host names in lower case, without port
 */
export function requireKnownHost(allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { host = '' } = request.headers
    if (LOOPBACK_NAMES.test(host)) return next()
    if (allowed.includes(host.toLowerCase().replace(/:\d+$/, ''))) return next()
    const names = allowed.length === 0 ? 'loopback names only' : 'names it was told'
    const hint = 'open http://127.0.0.1 with the port, or serve with --allow-host NAME'
    sendError(response, 403, 'HOST_REFUSED', `this server answers to ${names}`, hint)
  }
}

/** What there is to read is open to whoever sits at this machine; anybody else needs the token for it, too. */
export function requireReader(token: string): RequestHandler {
  return (request, response, next) => {
    if (!READS.has(request.method) || isAtHome(request) || mayRead(request, token)) return next()
    refuse(response, 'from another machine reading needs the token too')
  }
}

/** True for a connection of this machine's own that no proxy makes for somebody else. */
function isAtHome({ socket, headers }: Request): boolean {
  return LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') && !headers['x-forwarded-for']
}

function refuse(response: Response, message: string): void {
  response.setHeader('www-authenticate', 'Bearer realm="plimsoll"')
  const hint =
    'sign in on the console, or send Authorization: Bearer <token>; plimsoll serve says where the token is'
  sendError(response, 401, 'UNAUTHORIZED', message, hint)
}

/** Headers for every answer; pages may load what this server serves and nothing else. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('x-frame-options', 'DENY')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  next()
}
