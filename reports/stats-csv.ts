import { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { judgedLoad } from '../verdict/judged-load.ts'
import { type EndpointSums, endpointSums } from './run-series.ts'

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
]

/** The columns of Locust's `_stats.csv` over the judged time, so that a team's spreadsheets keep working; times in ms. */
export function statsCsv(record: RunRecord): string {
  const { intervals, durationMs } = judgedLoad(record)
  const sums = record.contract.endpoints.map((endpoint) => ({
    endpoint,
    sums: endpointSums(intervals, endpoint.name),
  }))
  const rows = sums.map(({ endpoint, sums: own }) =>
    row(endpoint.method, endpoint.path, own, durationMs),
  )
  const all = aggregated(sums.map(({ sums: own }) => own))
  const lines = [HEADER, ...rows, row('', 'Aggregated', all, durationMs)]
  return `${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`
}

function aggregated(sums: readonly EndpointSums[]): EndpointSums {
  const edgesUs = sums.find(({ latency }) => latency.count > 0)?.latency.edgesUs ?? []
  const latency = new LatencyHistogram(edgesUs)
  for (const own of sums) if (own.latency.count > 0) latency.merge(own.latency)
  return {
    latency,
    requests: sums.reduce((sum, { requests }) => sum + requests, 0),
    bad: sums.reduce((sum, { bad }) => sum + bad, 0),
  }
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
