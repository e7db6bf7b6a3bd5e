import { createHmac } from 'node:crypto'
import type { Request, Response } from 'express'
import { bearerToken, sameSecret } from '../app/same-secret.ts'

const COOKIE = 'plimsoll_reader'
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict'

/**
 * What the cookie of a signed-in browser holds: it proves the token without being it. Live streams and
 * reports are asked for by the browser itself, which can send a cookie but no header.
 */
function readerKey(token: string): string {
  return createHmac('sha256', token).update('plimsoll reader').digest('base64url')
}

/** Gives this browser the right to read, and only that, until it closes. */
export function letRead(response: Response, token: string): void {
  response.setHeader('set-cookie', `${COOKIE}=${readerKey(token)}; ${ATTRIBUTES}`)
}

/** Takes that right back. */
export function letReadNoMore(response: Response): void {
  response.setHeader('set-cookie', `${COOKIE}=; Max-Age=0; ${ATTRIBUTES}`)
}

/** Whether a request comes with the token itself or with the cookie that signing in gave. */
export function mayRead({ headers }: Pick<Request, 'headers'>, token: string): boolean {
  const cookie = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(headers.cookie ?? '')?.[1]
  return (
    sameSecret(bearerToken(headers.authorization) ?? '', token) ||
    sameSecret(cookie ?? '', readerKey(token))
  )
}
