import { countText, roomText } from '../verdict/quantity-text.ts'
import type { Objective, Verdict } from '../verdict/verdict.ts'
import {
  escaped,
  htmlLimit,
  htmlMeasured,
  loadLineDisc,
  outcomeState,
  percent,
  prose,
} from './html-text.ts'
import { intervalOf, objectiveLabels, openGroups, roomLeft } from './objective-labels.ts'
import { SCALE_END } from './text-load-line.ts'

/** A value as a share of the drawn scale, whose end is 150 % of the limit. */
const onScale = (load: number): number => Math.min(1, Math.max(0, load / SCALE_END))

/** Loads of value and interval ends; floors are turned over so that more is always worse. */
function loads(objective: Objective): { point: number; low: number; high: number } | undefined {
  const { room, value, failLine, interval, direction } = objective
  if (room === null || value === null || failLine === null) return undefined
  const of = (v: number) => (direction === 'at-most' ? v / failLine : failLine / Math.max(v, 1e-9))
  const ends = [interval?.low ?? 0, interval?.high ?? Number.POSITIVE_INFINITY].map(of)
  return { point: 1 - room, low: Math.min(...ends), high: Math.max(...ends) }
}

const judgedOf = (verdict: Verdict): Objective[] =>
  verdict.objectives.filter(({ outcome }) => outcome !== 'not-judged')

/** Every objective as one bar against one line, in the order of the table. */
export function hullFigure(verdict: Verdict): string {
  const drawn = judgedOf(verdict).filter((objective) => objective.room !== null)
  if (drawn.length === 0) return ''
  const slot = 1 / drawn.length
  const bars = drawn.map((objective, i) => {
    const load = loads(objective)
    if (!load) return ''
    const [left, width] = [slot * (i + 0.16), slot * 0.68]
    const bar = `<i class="hb r-${objective.outcome}" style="left:${percent(left)};width:${percent(width)};height:${percent(onScale(load.point))}"></i>`
    if (!objective.interval) return bar
    const [low, high] = [onScale(load.low), onScale(load.high)]
    return `${bar}<i class="hw" style="left:${percent(left + width / 2)};bottom:${percent(low)};height:${percent(high - low)}"></i>`
  })
  const [worst] = drawn
  const line = percent(1 / SCALE_END)
  const label =
    worst?.outcome === 'fail' && worst.room !== null
      ? `<span class="ht" style="left:${percent(slot * 0.16)};bottom:100%;padding-bottom:2px"><b class="o-fail">${escaped(roomText(worst.room))}</b> ${escaped(worst.title)}</span>`
      : ''
  return `<figure class="hull" aria-label="Every objective against its contract line"><div class="hp">${bars.join('')}<i class="hl" style="bottom:${line}"></i><span class="hd" style="bottom:${line}">${loadLineDisc(26)}</span><span class="hc" style="bottom:${line}">contract</span>${label}</div><figcaption>Each bar is one objective, filled to what was measured; the line is its contract. Sorted as in the table below.</figcaption></figure>`
}

const SCALE_HEAD = `<div class="axis"><span style="left:0;transform:none">0</span><span style="left:33.33%">50 %</span><span class="k" style="left:66.667%">${loadLineDisc(18)}</span><span style="left:66.667%">contract</span><span style="left:100%;transform:translateX(-100%)">150 %</span></div>`

/** All judged objectives on one scale, trouble first. */
export function objectivesSection(verdict: Verdict): string {
  const labels = objectiveLabels(verdict.objectives)
  const rows = judgedOf(verdict).map((objective) => objectiveRow(objective, labels))
  if (rows.length === 0) return ''
  const words = `Contract <code>${escaped(verdict.contractDigest)}</code>. Each end of an interval is a 95 % bound, corrected for correlation. Every row is drawn to its own limit, so the one line is every contract.`
  const notes = [
    ...judgedOf(verdict)
      .filter(({ room, reason, outcome }) => room === null && reason && outcome === 'fail')
      .map(({ title, reason }) => `<b>${escaped(title)}</b>: ${prose(reason ?? '')}`),
    ...verdict.notes.map(prose),
  ]
  return `<section><h2>Objectives <span>${words}</span></h2>
<table class="obj"><thead><tr><th>Outcome</th><th>Objective</th><th class="n">Measured</th><th class="n c-i">95 % interval</th><th class="n">Limit</th><th class="c-p">${SCALE_HEAD}</th><th class="n">Room left</th><th class="n c-c">Samples</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>${notes.map((note) => `<p class="note">${note}</p>`).join('')}</section>`
}

function objectiveRow(objective: Objective, labels: ReadonlyMap<string, string>): string {
  const { outcome, title, scope, value, unit, failLine, samples, sampleUnit } = objective
  const label = labels.get(objective.id) ?? title
  const where = scope === '' ? '' : ` <span class="dim">${escaped(scope)}</span>`
  const left = escaped(roomLeft(objective))
  const room = outcome === 'pass' ? left : `<b class="o-${outcome}">${left}</b>`
  const size = `${countText(samples)}${sampleUnit === 'requests' ? '' : ` ${sampleUnit}`}`
  const cells = [
    `<td class="c-s">${outcomeState(outcome)}</td>`,
    `<th scope="row" class="c-n" title="${escaped(label)}">${escaped(title)}${where}</th>`,
    `<td class="n c-m ink">${htmlMeasured(value, unit)}</td>`,
    `<td class="n c-i dim">${escaped(intervalOf(objective))}</td>`,
    `<td class="n c-l${failLine === null ? ' no' : ''}">${htmlLimit(failLine, unit)}</td>`,
    `<td class="c-p">${loadLine(objective)}</td>`,
    `<td class="n c-r">${room}</td>`,
    `<td class="n c-c dim">${escaped(size)}</td>`,
  ]
  return `<tr class="r-${outcome}">${cells.join('')}</tr>`
}

function loadLine(objective: Objective): string {
  const load = loads(objective)
  if (!load) return '<div class="ll"></div>'
  const fill = `<i class="w" style="width:${percent(onScale(load.point))}"></i>`
  const warn = warnTick(objective)
  if (load.point > SCALE_END) return `<div class="ll">${fill}${warn}<i class="off">▸</i></div>`
  const [low, high] = [onScale(load.low), onScale(load.high)]
  const whisker = objective.interval
    ? `<i class="ci" style="left:${percent(low)};width:${percent(high - low)}"></i>`
    : ''
  const point = `<i class="pt" style="left:${percent(onScale(load.point))}"></i>`
  return `<div class="ll">${fill}${warn}${whisker}${point}</div>`
}

/** The warn line, dotted, where it is not the contract line itself. */
function warnTick({ warnLine, failLine, direction }: Objective): string {
  if (warnLine === null || failLine === null || warnLine === failLine) return ''
  const load = direction === 'at-most' ? warnLine / failLine : failLine / warnLine
  return `<i class="wt" style="left:${percent(onScale(load))}"></i>`
}

/** What was not decided, and what would settle it. */
export function notJudgedSection(verdict: Verdict): string {
  const labels = objectiveLabels(verdict.objectives)
  const undecided = verdict.objectives.filter(({ outcome }) => outcome === 'undecided')
  const unjudged = verdict.objectives.filter(({ outcome }) => outcome === 'not-judged')
  const groups = openGroups([...undecided, ...unjudged], labels)
  if (groups.length === 0) return ''
  const rows = groups.map(
    ({ names, reason, settle }) =>
      `<tr><td>${escaped(names)}</td><td>${prose(reason)}</td><td>${prose(settle)}</td></tr>`,
  )
  const heading = undecided.length > 0 ? 'Undecided and not judged' : 'Not judged'
  return `<section><h2>${heading} <span>and what would settle it</span></h2><table class="nj"><thead><tr><th>Objective</th><th>Why not</th><th>What would settle it</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></section>`
}
