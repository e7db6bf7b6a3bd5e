import { Router } from 'express'
import { checkReadiness } from '../../app/readiness.ts'
import { checkStore } from '../../app/recorded-runs.ts'
import type { ServerParts } from '../server-parts.ts'

/** `GET /health`: alive, and able to keep what it is given. `GET /ready`: able to run, or 503 and why not. */
export function healthRoute({ project, version, prometheusUrl }: ServerParts): Router {
  const router = Router()
  router.get('/health', (_request, response) => {
    checkStore(project)
    response.json({ status: 'ok', version })
  })
  router.get('/ready', async (_request, response) => {
    const readiness = await checkReadiness(project, await prometheusUrl())
    response.status(readiness.ready ? 200 : 503).json(readiness)
  })
  return router
}
