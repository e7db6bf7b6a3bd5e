import type { RunRecord } from '../measurement/run-record.ts'
import { limitText, measuredText, threeDigits } from '../verdict/quantity-text.ts'
import { LEAST_DELIVERED_RATIO, scheduleLagP99Ms } from '../verdict/validity.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { type WarmUp, warmUpSpan } from '../verdict/warm-up.ts'
import { escaped, prose } from './html-text.ts'

/** What the run ran on, and whether the generator was fit to measure. */
export function environmentSection(record: RunRecord, verdict: Verdict): string {
  const { generator } = record
  const lagMs = scheduleLagP99Ms(record)
  const tags = Object.entries(record.contract.profiles[record.profile]?.tags ?? {})
  const delivered = generator.offered > 0 ? generator.delivered / generator.offered : null
  const ratio = (value: number | undefined | null) =>
    value === undefined || value === null ? 'not told' : measuredText(value, 'ratio')
  const least = limitText(LEAST_DELIVERED_RATIO, 'ratio')
  const ours: [string, string][] = [
    [
      'Generator',
      `${generator.workers} ${generator.workers === 1 ? 'worker' : 'workers'}, ${generator.connections} connections`,
    ],
    ['Schedule lag P99', lagMs === null ? 'nothing scheduled' : measuredText(lagMs, 'ms')],
    ['Delivered of offered', `${ratio(delivered)} (limit ${least})`],
    ['Event-loop delay P99', measuredText(generator.eventLoopDelayP99Ms, 'ms')],
    ['CPU steal', ratio(generator.cpuStealRatio)],
    ['CPU pressure', ratio(generator.cpuPressureRatio)],
    [
      'Warm-up dropped',
      warmUpText(verdict.judged.warmUp),
    ],
    ['Seed', String(record.seed)],
    ...tags.map(([name, value]): [string, string] => [`Tag ${name}`, value]),
  ]
  const rows = [...Object.entries(record.environment), ...ours].map(
    ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${prose(value)}</dd></div>`,
  )
  return `<section><h2>Environment</h2><dl class="env">${rows.join('')}</dl></section>`
}

function warmUpText(warmUp: WarmUp): string {
  if (!warmUp.steady) return 'none: it lasted beyond the middle of the hold'
  if (warmUp.source === 'none') return 'none'
  const { slowdown } = warmUp
  const how = slowdown ? `found by rule, ${threeDigits(slowdown)} × later latency` : 'found by rule'
  return `${warmUpSpan(warmUp)} (${warmUp.source === 'declared' ? 'declared' : how})`
}

/** The same load again, and this page again. */
export function againSection(record: RunRecord): string {
  const [profile, id] = [escaped(record.profile), escaped(record.id)]
  const rehearsal = record.timeScale === undefined ? '' : ` --time-scale ${record.timeScale}`
  return `<section><h2>Run it again</h2><pre><span class="c"># the same load with the same seed</span>
npx plimsoll run ${profile} --seed ${record.seed}${rehearsal}
<span class="c"># this report from the stored run, offline</span>
npx plimsoll report ${id}</pre></section>`
}
