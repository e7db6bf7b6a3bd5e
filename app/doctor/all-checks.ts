import { alertmanager, alertRoutes, notification } from './alertmanager-checks.ts'
import { prometheusClock, targetClock } from './clock-checks.ts'
import { contract, generatedFiles, lint } from './contract-checks.ts'
import { disk } from './disk-check.ts'
import type { Check } from './finding.ts'
import { docker, ephemeralPorts, fileDescriptors, node } from './machine-checks.ts'
import { metrics, routes } from './metrics-checks.ts'
import { ports } from './ports-check.ts'
import { reports, runtime, staleTargets, store } from './project-checks.ts'
import { prometheus, targets } from './prometheus-checks.ts'
import { rules } from './rules-check.ts'
import { healthPath, service } from './service-checks.ts'
import { tools } from './tool-check.ts'

/** Everything plimsoll doctor looks at, in the order of docs/doctor.md: what others stand on comes first. */
export const ALL_CHECKS: readonly Check[] = [
  node,
  tools,
  docker,
  fileDescriptors,
  ephemeralPorts,
  ports,
  disk,
  store,
  reports,
  runtime,
  staleTargets,
  contract,
  lint,
  generatedFiles,
  service,
  healthPath,
  targetClock,
  metrics,
  routes,
  prometheus,
  prometheusClock,
  targets,
  rules,
  alertmanager,
  alertRoutes,
  notification,
]
