import type { RunRecord } from '../measurement/run-record.ts'
import { judgedLoad, loadsByLevel } from '../verdict/judged-load.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { coldStartSection } from './cold-start-section.ts'
import { endpointsSection } from './endpoints-section.ts'
import { againSection, environmentSection } from './environment-section.ts'
import { errorsSection } from './errors-section.ts'
import { escaped } from './html-text.ts'
import { latencyOverTime, stepText } from './latency-charts.ts'
import { latencyDistribution } from './latency-distribution.ts'
import { notJudgedSection, objectivesSection } from './objectives-section.ts'
import { PAGE_STYLE } from './page-style.ts'
import { PAGE_TOKENS } from './page-tokens.ts'
import { phasesSection } from './phases-section.ts'
import { resourcesSection } from './resources-section.ts'
import { type TimeSeries, timeSeries } from './run-series.ts'
import { headlineEndpoint, pageTop, verdictHeader } from './verdict-header.ts'

/** The switch between dark and light: the page's only script, and nothing is lost without it. */
export const THEME_SCRIPT = `(()=>{const r=document.documentElement,h=/theme=(\\w+)/.exec(location.hash);if(h)r.dataset.theme=h[1];const f=()=>{const d=r.dataset.theme?r.dataset.theme==='dark':matchMedia('(prefers-color-scheme:dark)').matches;r.dataset.theme=d?'light':'dark'};document.querySelector('[data-theme-switch]').onclick=f;addEventListener('keydown',e=>{if(e.key==='t'&&!e.metaKey&&!e.ctrlKey)f()})})()`

/** The whole report as one file: no request leaves it, charts are SVG under HTML labels. */
export function reportPage(record: RunRecord, verdict: Verdict): string {
  const series = timeSeries(record)
  const title = `${verdict.outcome.toUpperCase()}: ${record.profile} · ${verdict.service} · Plimsoll report`
  const sections = [
    verdictHeader(record, verdict),
    objectivesSection(verdict),
    latencySection(record, verdict, series),
    errorsSection(record, series),
    endpointsSection(record, verdict, judgedLoad(record), series),
    phasesSection(record),
    coldStartSection(record),
    resourcesSection(record, series.totalMs),
    notJudgedSection(verdict),
    environmentSection(record, verdict),
    againSection(record),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title>
<style>${PAGE_TOKENS}${PAGE_STYLE}</style></head><body><div class="page">
${pageTop(record)}
<main>
${sections.filter((section) => section !== '').join('\n\n')}
<p class="foot">Measured values have three significant digits. P95 is the value 95 % of requests do not exceed. Latency counts from the ${startOf(record)}, failed requests included.</p>
</main></div>
<script>${THEME_SCRIPT}</script>
</body></html>
`
}

const startOf = (record: RunRecord): string =>
  record.contract.profiles[record.profile]?.model === 'closed' ? 'send' : 'intended start'

function latencySection(record: RunRecord, verdict: Verdict, series: TimeSeries): string {
  const endpoint = headlineEndpoint(record, verdict.objectives)
  if (!endpoint) return ''
  const route = `<code>${escaped(`${endpoint.method} ${endpoint.path}`)}</code>`
  const words = `${route}, from the ${startOf(record)}, ${stepText(series)}, log scale`
  return `<section><h2>Latency <span>${words}</span></h2><div class="two"><figure class="fig"><figcaption><b>Over time</b><span>phases above</span></figcaption>${latencyOverTime(record, endpoint, series)}</figure>
<figure class="fig"><figcaption><b>Distribution</b><span>each step right is ten times rarer; the staircase is the contract</span></figcaption>${latencyDistribution(record, endpoint, loadsByLevel(record))}</figure></div></section>`
}
