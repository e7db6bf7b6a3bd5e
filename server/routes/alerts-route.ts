import { json, Router } from 'express'
import { listNotifications, receiveNotifications } from '../../app/notifications.ts'
import type { ServerParts } from '../server-parts.ts'
import { parseWebhook } from '../webhook.ts'

/** Alertmanager sends whole groups; thousands of alerts fit. */
const BODY_LIMIT = '4mb'
const LISTED = 500
const MOST_LISTED = 1_000

/** `POST /api/alerts` receives Alertmanager's webhook, `GET /api/alerts` lists what came, newest first; `?limit=N`. */
export function alertsRoute({ project, log, passOn }: ServerParts): Router {
  const router = Router()
  router.get('/api/alerts', (request, response) => {
    const asked = Number(request.query.limit ?? LISTED)
    const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MOST_LISTED) : LISTED
    response.json({ alerts: listNotifications(project, limit) })
  })
  router.post('/api/alerts', json({ limit: BODY_LIMIT }), async (request, response) => {
    const received = parseWebhook(request.body, new Date())
    receiveNotifications(project, received)
    for (const { status, alert, severity } of received) {
      log(`alert ${status}: ${alert}${severity ? ` (${severity})` : ''}`)
    }
    await passOn(request.body)
    response.json({ received: received.length })
  })
  return router
}
