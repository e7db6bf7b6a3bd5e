import { Router } from 'express'
import { contractDashboards } from '../../app/dashboards.ts'
import { sendError } from '../http-error.ts'
import type { ServerParts } from '../server-parts.ts'

/** `GET /api/dashboards[/:name]`: the contract's dashboards, the same JSON that Grafana is given. */
export function dashboardsRoute({ project }: ServerParts): Router {
  const router = Router()
  router.get('/api/dashboards', async (_request, response) => {
    const dashboards = await contractDashboards(project)
    response.json({ dashboards: [...dashboards].map(([name, { title }]) => ({ name, title })) })
  })
  router.get('/api/dashboards/:name', async (request, response) => {
    const { name } = request.params
    const found = (await contractDashboards(project)).get(name)
    if (found) response.json(found)
    else sendError(response, 404, 'NOT_FOUND', `there is no dashboard "${name}"`)
  })
  return router
}
