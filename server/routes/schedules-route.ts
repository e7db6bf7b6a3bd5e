import { Router } from 'express'
import { sendError } from '../http-error.ts'
import type { ServerParts } from '../server-parts.ts'

/** `GET /api/schedules`: all of them as they stand. `POST /api/schedules/:name/run` starts one now. */
export function schedulesRoute({ scheduler }: ServerParts): Router {
  const router = Router()
  router.get('/api/schedules', (_request, response) => {
    response.json({ schedules: scheduler.list() })
  })
  router.post('/api/schedules/:name/run', async (request, response) => {
    const { name } = request.params
    const started = await scheduler.runNow(name)
    if (started) response.status(202).json({ runId: started.runId })
    else sendError(response, 404, 'NOT_FOUND', `there is no schedule "${name}"`)
  })
  return router
}
