import { pino } from 'pino'
import { register } from 'prom-client'
import { createLogger } from './logger.ts'
import { agentCachePolicies } from './routes/agents.ts'
import { goalCachePolicies } from './routes/goals.ts'
import { createServiceMetrics } from './service-metrics.ts'
import { parseSettings } from './settings.ts'
import { startDemo } from './start-demo.ts'

const settings = parseSettings(process.env)
const cachedEndpoints = [...agentCachePolicies, ...goalCachePolicies].map(
  ({ endpoint }) => endpoint,
)
const metrics = createServiceMetrics(register, cachedEndpoints)
// Synchronous: the last lines before an end are the ones that matter.
const output = pino.destination({ dest: 1, sync: true })
const logger = createLogger(settings.logLevel, metrics.logEvents, output)
const demo = await startDemo(settings, metrics, logger)

// Once: a second signal ends the process at once, as an impatient operator expects.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    logger.info({ signal }, 'stopping')
    void demo.close()
  })
}
