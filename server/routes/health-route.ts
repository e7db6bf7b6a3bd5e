import { Router } from 'express'
import { checkReadiness } from '../../app/readiness.ts'
import { checkStore } from '../../app/recorded-runs.ts'
import type { ServerParts } from '../server-parts.ts'

/** `GET /health`: alive, and able to keep what it is given. `GET /ready`: able to run, or 503 and why not. */
export function healthRoute(parts: ServerParts): Router {
  const { project, version, served, scheduler } = parts
  const router = Router()
  router.get('/health', (_request, response) => {
    checkStore(project)
    response.json({ status: 'ok', version })
  })
  router.get('/ready', async (_request, response) => {
    const { paused } = scheduler
    const prometheusUrl = await parts.prometheusUrl()
    const readiness = await checkReadiness(project, served, { paused, prometheusUrl })
    response.status(readiness.ready ? 200 : 503).json(readiness)
  })
  return router
}
