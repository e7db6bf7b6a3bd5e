import { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { type ColdEndpoint, coldEndpoints } from '../verdict/cold-start.ts'
import { clockText, countText, threeDigits } from '../verdict/quantity-text.ts'
import { escaped, htmlMeasured, routeText } from './html-text.ts'

/** What the first request of each endpoint cost, and what connections took to open. */
export function coldStartSection(record: RunRecord): string {
  const cold = coldEndpoints(record)
  if (cold.length === 0 || record.coldStart === undefined) return ''
  const connects = LatencyHistogram.fromData(record.coldStart.connectTime)
  const at = (q: number) => htmlMeasured(connects.quantile(q) / 1000, 'ms')
  const words =
    connects.count === 0
      ? 'no connection was opened'
      : `${countText(connects.count)} connections opened, P50 ${at(0.5)}, P99 ${at(0.99)}`
  const rows = cold.map((each) => row(record, each))
  return `<section><h2>Cold start <span>${words}</span></h2><table class="ep"><thead><tr><th>First request</th><th class="n hm">At</th><th class="n">Connect</th><th class="n">Request</th><th class="n">Steady P50</th><th class="n">Factor</th></tr></thead><tbody>${rows.join('\n')}</tbody></table><p class="note">One start of the load: a value without an interval. The service may have been warm: its health path was asked before. First requests are real ones and count in the latencies above, but for what is left out as warm-up.</p></section>`
}

function row(record: RunRecord, cold: ColdEndpoint): string {
  const { endpoint, atMs, connectMs, requestMs, outcome, steadyP50Ms, factor } = cold
  const known = record.contract.endpoints.find(({ name }) => name === endpoint)
  const name = known ? routeText(known.method, known.path) : escaped(endpoint)
  const how = outcome === 'ok' ? '' : ` <span class="o-fail">${escaped(outcome)}</span>`
  const cells = [
    `<th scope="row">${name}${how}</th>`,
    `<td class="n hm">${clockText(atMs)}</td>`,
    `<td class="n">${connectMs === undefined ? '<span class="dim">open</span>' : htmlMeasured(connectMs, 'ms')}</td>`,
    `<td class="n ink">${htmlMeasured(requestMs, 'ms')}</td>`,
    `<td class="n">${htmlMeasured(steadyP50Ms, 'ms')}</td>`,
    `<td class="n">${factor === null ? '–' : `${threeDigits(factor)}×`}</td>`,
  ]
  return `<tr>${cells.join('')}</tr>`
}
