import { Router } from 'express'
import { checkStore } from '../../app/recorded-runs.ts'
import type { ServerParts } from '../server-parts.ts'

/** `GET /health`: alive, and able to keep what it is given. */
export function healthRoute({ project, version }: ServerParts): Router {
  const router = Router()
  router.get('/health', (_request, response) => {
    checkStore(project)
    response.json({ status: 'ok', version })
  })
  return router
}
