import { endpointTags } from '../contract/endpoint-tags.ts'
import type { Endpoint } from '../contract/endpoints.ts'
import { calledOnlyOnce } from '../contract/lint/planned-load.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import type { JudgedLoad } from '../verdict/judged-load.ts'
import { countText } from '../verdict/quantity-text.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { linePath, sy } from './chart-frame.ts'
import { escaped, htmlLimit, htmlMeasured, routeText } from './html-text.ts'
import { judgedSpan, p95Lines } from './latency-charts.ts'
import { endpointSums, type OnceSums, onceSums, percentilesOverTime, type TimeSeries } from './run-series.ts'

/** Every endpoint in the judged time, with its P95 over the whole run as a sparkline. */
export function endpointsSection(
  record: RunRecord,
  verdict: Verdict,
  load: JudgedLoad,
  series: TimeSeries,
): string {
  const unasked = new Set(
    verdict.objectives
      .filter(({ kind, outcome }) => kind === 'p95' && outcome === 'not-judged')
      .map(({ subject }) => subject),
  )
  const categories = record.contract.endpoints.some(({ category }) => category !== undefined)
  const apart = calledOnlyOnce(record.contract)
  const measured = record.contract.endpoints.filter(({ name }) => !apart.has(name))
  const rows = measured.map((endpoint) =>
    endpointRow(record, endpoint, load, series, unasked.has(endpoint.name), categories),
  )
  const span = [verdict.judged.phases.join(', '), judgedSpan(load)].filter((t) => t !== '')
  const dagger =
    unasked.size > 0 ? `<p class="note">† printed for reading; this run does not judge it.</p>` : ''
  const once = onceSums(record.intervals).map(onceLine).join('')
  return `<section><h2>Endpoints <span>${escaped(span.join(', '))}</span></h2><table class="ep"><thead><tr><th>Endpoint</th>${categories ? '<th class="hm cat">Category</th>' : ''}<th class="n hm">Requests</th><th class="n hm">Rate</th><th class="n hm">P50</th><th class="n">P95</th><th class="n">limit</th><th class="n hm">P99</th><th class="n hm">Max</th><th class="n">Errors</th><th class="sp">P95, whole run</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>${dagger}${once}</section>`
}

/** Setups and teardowns are in none of the rows above. */
function onceLine({ once, endpoint, latency, requests, bad }: OnceSums): string {
  const ms = (us: number) => htmlMeasured(us / 1000, 'ms')
  const name = `<code>${escaped(endpoint)}</code>`
  return `<p class="note">${once} ${name}: ${countText(requests)} requests, ${countText(bad)} bad, P50 ${ms(latency.quantile(0.5))}, P95 ${ms(latency.quantile(0.95))}; counted apart.</p>`
}

function endpointRow(
  record: RunRecord,
  endpoint: Endpoint,
  load: JudgedLoad,
  series: TimeSeries,
  unasked: boolean,
  categories: boolean,
): string {
  const { latency, requests, bad } = endpointSums(load.intervals, endpoint.name)
  const lines = p95Lines(record, endpoint)
  const ms = (us: number) => (latency.count === 0 ? '–' : htmlMeasured(us / 1000, 'ms'))
  const p95 = latency.quantile(0.95)
  const over = lines !== undefined && latency.count > 0 && p95 / 1000 > lines.failMs && !unasked
  const rate = load.durationMs > 0 ? (requests * 1000) / load.durationMs : 0
  const dagger = unasked ? '<sup class="dim">†</sup>' : ''
  const cells = [
    `<th scope="row">${routeText(endpoint.method, endpoint.path)}${tagsText(endpointTags(record.contract, endpoint.name))}</th>`,
    categories
      ? `<td class="dim hm cat">${escaped((endpoint.category ?? '').replaceAll('-', ' '))}</td>`
      : '',
    `<td class="n hm">${countText(requests)}</td>`,
    `<td class="n hm">${htmlMeasured(rate, 'per-second')}</td>`,
    `<td class="n hm">${ms(latency.quantile(0.5))}</td>`,
    `<td class="n ink">${over ? `<b class="o-fail">${ms(p95)}</b>` : ms(p95)}</td>`,
    `<td class="n">${htmlLimit(lines?.failMs, 'ms')}${dagger}</td>`,
    `<td class="n hm">${ms(latency.quantile(0.99))}</td>`,
    `<td class="n hm">${ms(latency.maxUs)}</td>`,
    `<td class="n">${countText(bad)}</td>`,
    `<td class="sp">${sparkline(endpoint, series, lines?.failMs)}</td>`,
  ]
  return `<tr>${cells.join('')}</tr>`
}

function tagsText(tags: Record<string, readonly string[]>): string {
  const words = Object.entries(tags).map(([name, values]) => `${name} ${values.join(', ')}`)
  return words.length === 0 ? '' : `<br><small class="dim">${escaped(words.join(' · '))}</small>`
}

/** P95 over the run in the height of a row, on a scale from zero that ends above its limit. */
function sparkline(endpoint: Endpoint, series: TimeSeries, failMs: number | undefined): string {
  const points = percentilesOverTime(series, endpoint.name)
  const top = 1.1 * Math.max(failMs ?? 0, ...points.map((p) => (p.count > 0 ? p.p95 : 0)))
  if (top === 0) return ''
  const places = points.map(({ p95, count }, i) => {
    if (count === 0) return null
    return { x: (series.buckets[i]?.middleMs ?? 0) / series.totalMs, y: 1 - p95 / top }
  })
  const line =
    failMs === undefined
      ? ''
      : `<path d="M0 ${sy(1 - failMs / top)}H1000" class="cl" style="stroke-width:1"/>`
  return `<svg class="spk" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">${line}<path d="${linePath(places)}" stroke="var(--p95)" class="ln" stroke-width="1.25"/></svg>`
}
