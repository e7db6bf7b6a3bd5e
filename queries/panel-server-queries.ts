import { POSTGRESQL } from '../series/postgresql-series.ts'
import { REDIS } from '../series/redis-series.ts'
import type { NamedSeries } from './dialect.ts'
import { foreign, PANEL_WINDOW, type Served } from './panel-queries.ts'
import type { Matchers } from './selector.ts'

/** What a counter of a polled server grows by a second, all of its series together. */
export function serverRate(contract: Served, series: NamedSeries): string {
  return `sum(rate(${foreign(contract, series)}[${PANEL_WINDOW}]))`
}

/** What a counter of a polled server grew by within the window. */
export function serverIncrease(contract: Served, series: NamedSeries): string {
  return `sum(increase(${foreign(contract, series)}[${PANEL_WINDOW}]))`
}

/** A gauge of a polled server, its series added up. */
export function serverSum(contract: Served, series: NamedSeries, matchers: Matchers = {}): string {
  return `sum(${foreign(contract, series, matchers)})`
}

/** A gauge of a polled server by one of its labels. */
export function serverBy(contract: Served, series: NamedSeries, label: string): string {
  return `sum by (${label}) (${foreign(contract, series)})`
}

/** Hits over lookups of a server's own cache; no value while nothing is looked up. */
export function serverHitRatio(contract: Served, hit: NamedSeries, miss: NamedSeries): string {
  const [hits, misses] = [serverRate(contract, hit), serverRate(contract, miss)]
  return `${hits} / ((${hits} + ${misses}) > 0)`
}

/** Scans a second of each large table; one series at 0 where no table is large. */
export function largeScans(contract: Served): string {
  const scans = foreign(contract, POSTGRESQL.sequentialScans)
  const none = 'label_replace(vector(0), "db_collection_name", "(no large table)", "", "")'
  const byTable = `sum by (db_collection_name) (rate(${scans}[${PANEL_WINDOW}]))`
  return `${byTable} or (${none} unless on() ${byTable})`
}

/** Statements whose lines a chart can hold. */
const TOP = 5

/** Adds the statement's text to a value by query id, and keeps the highest. */
function topStatements(contract: Served, value: string): string {
  const texts = `max by (postgresql_queryid, db_query_text) (${foreign(contract, POSTGRESQL.statementInfo)})`
  return `topk(${TOP}, ${value} * on (postgresql_queryid) group_left (db_query_text) ${texts})`
}

/** The slowest statements by the mean of their calls in the window, in seconds; without calls there is none. */
export function slowestStatements(contract: Served): string {
  const rate = (series: NamedSeries): string =>
    `sum by (postgresql_queryid) (rate(${foreign(contract, series)}[${PANEL_WINDOW}]))`
  const mean = `(${rate(POSTGRESQL.statementTime)} / (${rate(POSTGRESQL.statementCalls)} > 0))`
  return topStatements(contract, mean)
}

/** The statements that take most of the server's time, in seconds a second. */
export function busiestStatements(contract: Served): string {
  const time = foreign(contract, POSTGRESQL.statementTime)
  return topStatements(contract, `sum by (postgresql_queryid) (rate(${time}[${PANEL_WINDOW}]))`)
}

/** What Redis may allocate; none where it has no limit. */
export const redisMaximum = (contract: Served): string =>
  `max(${foreign(contract, REDIS.memoryMax)}) > 0`
