import { DATABASE_CLIENT } from './database-series.ts'
import { CGROUP, HOST, POLLER } from './host-series.ts'
import { HTTP } from './http-series.ts'
import { POSTGRESQL } from './postgresql-series.ts'
import { PROCESS, SERVICE } from './process-series.ts'
import { REDIS } from './redis-series.ts'
import { PUBLISHED, RUN } from './run-series.ts'
import type { SeriesDefinition } from './series-definition.ts'

/** Every family there is, in the order of docs/metrics.md. Rules, dashboards and verdicts may use no other name. */
export const ALL_SERIES: readonly SeriesDefinition[] = [
  HTTP,
  DATABASE_CLIENT,
  POSTGRESQL,
  REDIS,
  HOST,
  CGROUP,
  POLLER,
  PROCESS,
  SERVICE,
  RUN,
  PUBLISHED,
].flatMap((table) => Object.values(table))
