import type { PhaseRecord, RunRecord } from '../measurement/run-record.ts'
import { clockText, countText } from '../verdict/quantity-text.ts'
import { escaped, htmlMeasured, routeText } from './html-text.ts'
import { type PhaseSums, phaseSums } from './phase-sums.ts'
import { allSums, type EndpointSums, endpointSums } from './run-series.ts'

/** Every phase by itself, and on demand every endpoint in it: what ramps and spikes did is drawn nowhere else in numbers. */
export function phasesSection(record: RunRecord): string {
  const phases = phaseSums(record)
  if (phases.length < 2) return ''
  const head = (first: string) =>
    `<thead><tr><th>${first}</th><th class="n hm">Requests</th><th class="n hm">Rate</th><th class="n">P50</th><th class="n">P95</th><th class="n">P99</th><th class="n">Max</th><th class="n">Errors</th></tr></thead>`
  const { endpoints } = record.contract
  const names = endpoints.map(({ name }) => name)
  const rows = phases.map((each) => row(phaseName(each.phase), allSums(each.intervals, names), each))
  const groups = phases.map((each) => {
    const own = endpoints.map(({ name, method, path }) =>
      row(routeText(method, path), endpointSums(each.intervals, name), each),
    )
    return `<tbody><tr><th scope="rowgroup" colspan="8" class="ink">${phaseName(each.phase)}</th></tr>${own.join('\n')}</tbody>`
  })
  return `<section><h2>Phases <span>ramps and warm-ups are measured and not judged</span></h2><table class="ep">${head('Phase')}<tbody>${rows.join('\n')}</tbody></table>
<details><summary>Each endpoint in each phase</summary><table class="ep">${head('Endpoint')}${groups.join('\n')}</table></details></section>`
}

function phaseName({ name, startMs, endMs, ramp, users, ratePerSecond }: PhaseRecord): string {
  const level = users === undefined ? `${ratePerSecond ?? 0}/s` : `${users} users`
  const span = `${clockText(startMs)} to ${clockText(endMs)}`
  return `${escaped(name)} <span class="dim">${span}, ${ramp ? 'to ' : ''}${level}</span>`
}

function row(name: string, { latency, requests, bad }: EndpointSums, phase: PhaseSums): string {
  const ms = (us: number) => (latency.count === 0 ? '–' : htmlMeasured(us / 1000, 'ms'))
  const rate = phase.durationMs > 0 ? (requests * 1000) / phase.durationMs : 0
  const cells = [
    `<th scope="row">${name}</th>`,
    `<td class="n hm">${countText(requests)}</td>`,
    `<td class="n hm">${htmlMeasured(rate, 'per-second')}</td>`,
    ...[0.5, 0.95, 0.99].map((q) => `<td class="n">${ms(latency.quantile(q))}</td>`),
    `<td class="n">${ms(latency.maxUs)}</td>`,
    `<td class="n">${countText(bad)}</td>`,
  ]
  return `<tr>${cells.join('')}</tr>`
}
