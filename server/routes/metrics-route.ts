import { Router } from 'express'
import type { ServerParts } from '../server-parts.ts'

/** `GET /metrics` on the server's own port, from its telemetry. */
export function metricsRoute({ metricsUrl }: ServerParts, refresh: () => void): Router {
  const router = Router()
  router.get('/metrics', async (_request, response) => {
    refresh()
    const page = await fetch(metricsUrl)
    response
      .type(page.headers.get('content-type') ?? 'text/plain')
      .status(page.status)
      .send(await page.text())
  })
  return router
}
