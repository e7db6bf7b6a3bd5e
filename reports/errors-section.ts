import { coveringBudget } from '../contract/covering-budget.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { levelOf, profileOf, requestCounts } from '../verdict/judged-load.ts'
import { countText, limitText } from '../verdict/quantity-text.ts'
import { chart, linePath, type Place, phaseBands, sx, sy, timeTicks } from './chart-frame.ts'
import { type Scale, zeroScale } from './chart-scales.ts'
import { errorBreakdown } from './error-breakdown.ts'
import { failureEvidence } from './failure-evidence.ts'
import { escaped, htmlMeasured, percent } from './html-text.ts'
import { stepText } from './latency-charts.ts'
import type { TimeSeries } from './run-series.ts'

/** Error ratio over the run against the budget of each phase, and the kept evidence. */
export function errorsSection(record: RunRecord, series: TimeSeries): string {
  const { total, bad } = requestCounts(record.intervals)
  const ratio = total > 0 ? ` (${htmlMeasured(bad / total, 'ratio')})` : ''
  const words = `${countText(bad)} of ${countText(total)} requests${ratio}; ${stepText(series)}; timeouts count as errors`
  return `<section><h2>Errors <span>${words}</span></h2>
<figure class="fig err">${errorChart(record, series)}</figure>${errorBreakdown(record, series)}${failureEvidence(record, bad)}</section>`
}

function errorChart(record: RunRecord, series: TimeSeries): string {
  const shares = series.buckets.map(({ middleMs, intervals }) => {
    const { total, bad } = requestCounts(intervals)
    return { x: middleMs / series.totalMs, share: total === 0 ? null : bad / total }
  })
  const budgets = phaseBudgets(record, series.totalMs)
  const highest = Math.max(
    0.001,
    ...shares.map(({ share }) => share ?? 0),
    ...budgets.map(({ share }) => share),
  )
  const scale = zeroScale(highest * 1.1, 'ratio')
  const width = Math.max(1.5, 300 / series.buckets.length)
  return chart({
    heightPx: 150,
    rightPx: 8,
    leftPx: 48,
    label: 'Error ratio over the run against its limit in each phase',
    bands: phaseBands(record.phases, series.totalMs),
    yTicks: scale.ticks,
    xTicks: timeTicks(series.totalMs),
    shapes: [
      ...shares.flatMap(({ x, share }) =>
        share ? [errorBar(x, share, scale, Math.min(6, width))] : [],
      ),
      `<path d="${linePath(budgetSteps(budgets, scale))}" stroke="var(--contract)" class="ln" stroke-width="1.5"/>`,
    ],
    notes: budgets.map((budget) => budgetNote(budget, scale)),
  })
}

/** Above its line; towards the inside where the phase is narrow or ends with the chart. */
function budgetNote({ name, from, to, share }: PhaseBudget, scale: Scale): string {
  const text = escaped(`limit ${limitText(share, 'ratio')} in ${name}`)
  const top = percent(scale.y(share))
  const at = (kind: string, x: number) =>
    `<span class="nt${kind}" style="left:${percent(x)};top:${top}">${text}</span>`
  if (to > 0.9) return at(' al', to)
  return to - from < 0.12 ? at(' l', from) : at('', (from + to) / 2)
}

function errorBar(x: number, share: number, scale: Scale, width: number): string {
  return `<path d="M${sx(x)} 100V${sy(scale.y(share))}" stroke="var(--fail)" class="ln" stroke-width="${width}"/>`
}

interface PhaseBudget {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly share: number
}

/** The fail line of each judged phase; ramps have none. */
function phaseBudgets(record: RunRecord, totalMs: number): PhaseBudget[] {
  const profile = profileOf(record)
  return record.phases.flatMap((phase) => {
    if (phase.ramp) return []
    const level = levelOf(phase, profile)
    const covering = coveringBudget(record.contract, profile, level)
    if (!covering) return []
    const { maxRatio, failRatio = maxRatio } = covering.budget
    const [from, to] = [phase.startMs / totalMs, Math.min(1, phase.endMs / totalMs)]
    return from < to ? [{ name: phase.name, from, to, share: failRatio }] : []
  })
}

function budgetSteps(budgets: readonly PhaseBudget[], scale: Scale): (Place | null)[] {
  return budgets.flatMap(({ from, to, share }, i) => {
    const y = scale.y(share)
    const apart = i > 0 && (budgets[i - 1]?.to ?? 0) < from - 1e-6
    return [...(apart ? [null] : []), { x: from, y }, { x: to, y }]
  })
}
