import { OUTCOMES, type Outcome } from '../measurement/outcomes.ts'
import type { RunInterval, RunRecord } from '../measurement/run-record.ts'
import { clockText, countText } from '../verdict/quantity-text.ts'
import { sx, sy } from './chart-frame.ts'
import { escaped, routeText } from './html-text.ts'
import { phaseSums } from './phase-sums.ts'
import type { TimeSeries } from './run-series.ts'

/** Kinds of failure shown by themselves; the rest is counted in one line. */
const MOST_ROWS = 12
/** More phases than this would not fit beside the times: the bars show them all the same. */
const MOST_PHASES = 6

interface Kind {
  readonly endpoint: string
  readonly outcome: Outcome
  readonly count: number
}

/** Which failures came from where and when: each kind at each endpoint over phases and time. */
export function errorBreakdown(record: RunRecord, series: TimeSeries): string {
  const kinds = failureKinds(record)
  if (kinds.length === 0) return ''
  const phases = phaseSums(record)
  const shown = phases.length <= MOST_PHASES ? phases : []
  const rows = kinds.slice(0, MOST_ROWS).map((kind) => {
    const known = record.contract.endpoints.find(({ name }) => name === kind.endpoint)
    const when = record.intervals.filter((interval) => countOf(interval, kind) > 0)
    const cells = [
      `<th scope="row">${known ? routeText(known.method, known.path) : escaped(kind.endpoint)}</th>`,
      `<td class="ink">${escaped(kind.outcome)}</td>`,
      `<td class="n ink">${countText(kind.count)}</td>`,
      ...shown.map(({ intervals }) => {
        const count = sumOf(intervals, kind)
        return `<td class="n hm">${count === 0 ? '<span class="dim">0</span>' : countText(count)}</td>`
      }),
      `<td class="n hm nw">${spanText(when)}</td>`,
      `<td class="sp">${bars(series, kind)}</td>`,
    ]
    return `<tr>${cells.join('')}</tr>`
  })
  const heads = shown.map(({ phase }) => `<th class="n hm">${escaped(phase.name)}</th>`).join('')
  const rest = kinds.slice(MOST_ROWS).reduce((sum, { count }) => sum + count, 0)
  const more =
    rest > 0
      ? `<p class="note">${countText(rest)} more of ${kinds.length - MOST_ROWS} rarer kinds.</p>`
      : ''
  return `<table class="ep"><thead><tr><th>Failed at</th><th>Outcome</th><th class="n">All</th>${heads}<th class="n hm">From, to</th><th class="sp">Over the run</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>${more}`
}

/** Commonest first. */
function failureKinds(record: RunRecord): Kind[] {
  const names = [...new Set(record.intervals.flatMap(({ endpoints }) => Object.keys(endpoints)))]
  return names
    .flatMap((endpoint) =>
      OUTCOMES.filter((outcome) => outcome !== 'ok').map((outcome) => {
        const kind = { endpoint, outcome, count: 0 }
        return { ...kind, count: sumOf(record.intervals, kind) }
      }),
    )
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
}

const countOf = ({ endpoints }: RunInterval, { endpoint, outcome }: Kind): number =>
  endpoints[endpoint]?.outcomes[outcome] ?? 0

const sumOf = (intervals: readonly RunInterval[], kind: Kind): number =>
  intervals.reduce((sum, interval) => sum + countOf(interval, kind), 0)

function spanText(when: readonly RunInterval[]): string {
  const [first, last] = [when[0], when.at(-1)]
  if (!first || !last) return ''
  return `${clockText(first.startMs)} to ${clockText(last.startMs + last.durationMs)}`
}

/** Counts over the run in the height of a row, the highest at full height. */
function bars(series: TimeSeries, kind: Kind): string {
  const counts = series.buckets.map(({ intervals }) => sumOf(intervals, kind))
  const most = Math.max(1, ...counts)
  const paths = counts.flatMap((count, i) => {
    if (count === 0) return []
    const x = sx((series.buckets[i]?.middleMs ?? 0) / series.totalMs)
    return `M${x} 100V${sy(1 - Math.max(0.15, count / most))}`
  })
  return `<svg class="spk" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true"><path d="M0 100H1000" class="gl"/><path d="${paths.join('')}" stroke="var(--fail)" stroke-width="2"/></svg>`
}
