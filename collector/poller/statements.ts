import type { MetricData } from '@opentelemetry/sdk-metrics'
import { POSTGRESQL } from '../../series/postgresql-series.ts'
import { counterData, gaugeData } from '../../telemetry/metric-data.ts'

/** A row of `statementsQuery`; bigints and doubles come as PostgreSQL's text. */
export interface StatementRow {
  readonly queryid: string
  readonly calls: string
  readonly total_ms: number
  readonly query: string
}

/** One statement of pg_stat_statements, whoever called it. */
export interface Statement {
  readonly queryId: string
  readonly calls: number
  readonly totalSeconds: number
  readonly text: string
}

/** Statements of each order; with both, at most twice as many and four series each. */
const MOST_STATEMENTS = 10
/** REQUIREMENTS.md A10: queries slower than this are listed. */
const SLOW_MS = 100
const LONGEST_TEXT = 120

/**
 * The statements that took most time and the slowest. Only those whose constants pg_stat_statements takes
 * out: a utility statement such as ALTER ROLE keeps its password.
 *
 * @param schema where the extension is, quoted
 */
export function statementsQuery(schema: string): string {
  return `WITH /* plimsoll-poller */ statements AS (
      SELECT queryid::text, sum(calls) AS calls, sum(total_exec_time) AS total_ms, min(query) AS query
      FROM ${schema}.pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND queryid IS NOT NULL AND calls > 0
        AND query ~* '^\\s*(/\\*.*?\\*/\\s*)*(select|insert|update|delete|merge|with)\\M'
        AND query NOT LIKE '%/* plimsoll-poller */%'
      GROUP BY queryid)
    (SELECT * FROM statements ORDER BY total_ms DESC LIMIT ${MOST_STATEMENTS})
    UNION
    (SELECT * FROM statements WHERE total_ms / calls > ${SLOW_MS}
      ORDER BY total_ms / calls DESC LIMIT ${MOST_STATEMENTS})`
}

/** Rows with their texts on one line and cut: they become labels. */
export function parseStatements(rows: readonly StatementRow[]): Statement[] {
  return rows.map(({ queryid, calls, total_ms, query }) => {
    const text = query.replaceAll(/\s+/g, ' ').trim()
    return {
      queryId: queryid,
      calls: Number(calls),
      totalSeconds: Number(total_ms) / 1000,
      text: text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text,
    }
  })
}

/** Numbers by query id, the text beside them in a series of its own. */
export function statementData(statements: readonly Statement[]): MetricData[] {
  if (statements.length === 0) return []
  const readings = (value: (of: Statement) => number) =>
    statements.map((of) => ({ labels: { postgresql_queryid: of.queryId }, value: value(of) }))
  return [
    counterData(
      POSTGRESQL.statementCalls,
      readings(({ calls }) => calls),
    ),
    counterData(
      POSTGRESQL.statementTime,
      readings(({ totalSeconds }) => totalSeconds),
    ),
    gaugeData(
      POSTGRESQL.statementMean,
      readings(({ totalSeconds, calls }) => totalSeconds / calls),
    ),
    gaugeData(
      POSTGRESQL.statementInfo,
      statements.map(({ queryId, text }) => ({
        labels: { postgresql_queryid: queryId, db_query_text: text },
        value: 1,
      })),
    ),
  ]
}
