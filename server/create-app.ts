import express, { type Express, type RequestHandler } from 'express'
import { requireKnownHost, requireReader, requireToken, securityHeaders } from './guards.ts'
import { errorHandler, sendError } from './http-error.ts'
import { alertsRoute } from './routes/alerts-route.ts'
import { contractRoute } from './routes/contract-route.ts'
import { dashboardsRoute } from './routes/dashboards-route.ts'
import { healthRoute } from './routes/health-route.ts'
import { liveRoute } from './routes/live-route.ts'
import { metricsRoute } from './routes/metrics-route.ts'
import { prometheusRoute } from './routes/prometheus-route.ts'
import { runbooksRoute } from './routes/runbooks-route.ts'
import { runsRoute } from './routes/runs-route.ts'
import { schedulesRoute } from './routes/schedules-route.ts'
import { sessionRoute } from './routes/session-route.ts'
import { staticRoute } from './routes/static-route.ts'
import type { ServerParts } from './server-parts.ts'

/** The HTTP side of `plimsoll serve`: guards first, then one router a subject. */
export function createApp(
  parts: ServerParts,
  options: { readonly allowedHosts: readonly string[]; readonly refreshMetrics: () => void },
): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(securityHeaders)
  app.use(requireKnownHost(options.allowedHosts))
  app.use(['/api', '/reports'], requireReader(parts.token))
  app.use(requireToken(parts.token))
  app.use(logChanges(parts.log))
  app.use(sessionRoute(parts))
  app.use(healthRoute(parts))
  app.use(metricsRoute(parts, options.refreshMetrics))
  app.use(runsRoute(parts))
  app.use(schedulesRoute(parts))
  app.use(liveRoute(parts))
  app.use(alertsRoute(parts))
  app.use(prometheusRoute(parts))
  app.use(dashboardsRoute(parts))
  app.use(contractRoute(parts))
  app.use(runbooksRoute())
  app.use(staticRoute(parts))
  app.use((request, response) => {
    sendError(response, 404, 'NOT_FOUND', `there is nothing at ${request.path}`)
  })
  app.use(errorHandler(parts.log))
  return app
}

/** One line for each call that changes something; never a header or a body, they may hold secrets. */
function logChanges(log: (line: string) => void): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.on('finish', () => log(`${request.method} ${request.path} ${response.statusCode}`))
    }
    next()
  }
}
