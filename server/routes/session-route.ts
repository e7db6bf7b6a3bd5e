import { Router } from 'express'
import { letRead, letReadNoMore } from '../reader-session.ts'
import type { ServerParts } from '../server-parts.ts'

/**
 * `POST /api/session` tells whether the token is right, as every changing call would, and lets this browser read;
 * `DELETE /api/session` ends that. The guard before all routes has judged the token by then.
 */
export function sessionRoute({ token }: Pick<ServerParts, 'token'>): Router {
  const router = Router()
  router.post('/api/session', (_request, response) => {
    letRead(response, token)
    response.json({ signedIn: true })
  })
  router.delete('/api/session', (_request, response) => {
    letReadNoMore(response)
    response.json({ signedIn: false })
  })
  return router
}
