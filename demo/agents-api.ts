import express, { type Express } from 'express'
import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { EnrichmentClient } from './enrichment-client.ts'
import type { ExternalProvider } from './external-provider.ts'
import { FaultSwitches } from './faults/fault-switches.ts'
import { serviceFaults } from './faults/service-faults.ts'
import { notFound, problemHandler } from './http-problem.ts'
import { createReadiness } from './readiness.ts'
import { ResponseCache } from './response-cache.ts'
import { routeAdder } from './routes/add-route.ts'
import { adminFaultRoutes } from './routes/admin-faults.ts'
import { addAgentRoutes } from './routes/agents.ts'
import { addGoalRoutes } from './routes/goals.ts'
import type { ServiceMetrics } from './service-metrics.ts'
import type { Settings } from './settings.ts'

export interface Dependencies {
  readonly settings: Settings
  readonly pool: Pool
  readonly redis: Redis
  readonly provider: ExternalProvider
  readonly enrichment: EnrichmentClient
  readonly metrics: ServiceMetrics
  readonly logger: Logger
}

/** The whole service as an Express application, with the switches that main must turn off at the end. */
export function createAgentsApi(deps: Dependencies): { app: Express; switches: FaultSwitches } {
  const { settings, pool, redis, provider, enrichment, metrics, logger } = deps
  const routes = new Set<string>()
  const { databaseUrl } = settings
  const { faults, gate, cacheForgets } = serviceFaults(
    { databaseUrl, pool, redis, provider, logger, random: Math.random },
    routes,
  )
  const switches = new FaultSwitches(faults, logger)
  const app = express()
  app.disable('x-powered-by')
  // Cache-Control says how long an answer is good; hashing every body for an ETag would cost more than it saves.
  app.disable('etag')
  app.set('query parser', 'simple')

  const add = routeAdder(app, routes, gate, '/health')
  const cache = new ResponseCache(redis, metrics.cacheRequests, logger, cacheForgets)
  const readiness = createReadiness(pool, redis)
  add('get', '/health', async (_req, res) => {
    const answer = await readiness()
    res.set('Cache-Control', 'no-store')
    res.status(answer.status === 'unavailable' ? 503 : 200).json(answer)
  })
  addAgentRoutes(add, pool, cache)
  addGoalRoutes(add, pool, cache, metrics)
  add('get', '/external/enrichment', async (req, res) => {
    const { company } = req.query
    res.json(await enrichment.enrich(typeof company === 'string' ? company : 'Northwind'))
  })
  if (settings.adminToken !== undefined) {
    app.use('/admin/faults', adminFaultRoutes(switches, settings.adminToken))
  }
  app.use(notFound)
  app.use(problemHandler(logger))
  return { app, switches }
}
