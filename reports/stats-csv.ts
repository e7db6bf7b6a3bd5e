import type { RunInterval, RunRecord } from '../measurement/run-record.ts'
import { judgedLoad } from '../verdict/judged-load.ts'
import { phaseSums } from './phase-sums.ts'
import { allSums, type EndpointSums, endpointSums } from './run-series.ts'

const PERCENTILES = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1]
const HEADER = [
  'Type',
  'Name',
  'Request Count',
  'Failure Count',
  'Median Response Time',
  'Average Response Time',
  'Min Response Time',
  'Max Response Time',
  'Requests/s',
  'Failures/s',
  ...PERCENTILES.map((q) => `${Number((q * 100).toPrecision(6))}%`),
  'Phase',
]

/**
 * The columns of Locust's `_stats.csv`, so that a team's spreadsheets keep working; times in ms. The judged time comes
 * first; then each phase by itself, as the last column says.
 */
export function statsCsv(record: RunRecord): string {
  const { intervals, durationMs } = judgedLoad(record)
  const lines = [
    HEADER,
    ...rowsOf(record, intervals, durationMs, 'judged time'),
    ...phaseSums(record).flatMap((each) =>
      rowsOf(record, each.intervals, each.durationMs, each.phase.name),
    ),
  ]
  return `${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`
}

function rowsOf(
  record: RunRecord,
  intervals: readonly RunInterval[],
  durationMs: number,
  phase: string,
): string[][] {
  const { endpoints } = record.contract
  const names = endpoints.map(({ name }) => name)
  return [
    ...endpoints.map(({ name, method, path }) =>
      row(method, path, endpointSums(intervals, name), durationMs),
    ),
    row('', 'Aggregated', allSums(intervals, names), durationMs),
  ].map((cells) => [...cells, phase])
}

function row(type: string, name: string, sums: EndpointSums, durationMs: number): string[] {
  const { latency, requests, bad } = sums
  const ms = (us: number) => (latency.count === 0 ? '' : String(Number((us / 1000).toFixed(3))))
  const rate = (count: number) =>
    durationMs === 0 ? '0' : String(Number(((count * 1000) / durationMs).toFixed(6)))
  return [
    type,
    name,
    String(requests),
    String(bad),
    ms(latency.quantile(0.5)),
    ms(latency.sumUs / Math.max(1, latency.count)),
    ms(latency.minUs),
    ms(latency.maxUs),
    rate(requests),
    rate(bad),
    ...PERCENTILES.map((q) => ms(q === 1 ? latency.maxUs : latency.quantile(q))),
  ]
}

/** RFC 4180 quoting; a cell that a spreadsheet would run as a formula is defused (OWASP, CSV injection). */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
