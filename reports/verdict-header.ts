import type { RunRecord } from '../measurement/run-record.ts'
import { durationText } from '../verdict/quantity-text.ts'
import type { Objective, ObjectiveOutcome, Verdict } from '../verdict/verdict.ts'
import { findingText } from '../verdict/verdict-sentence.ts'
import { escaped, loadLineDisc, outcomeMark, outcomeState, prose } from './html-text.ts'
import { hullFigure } from './objectives-section.ts'

/** The bar on top: what this page is and when the run was. */
export function pageTop(record: RunRecord): string {
  const at = `${record.startedAt.slice(0, 10)} ${record.startedAt.slice(11, 16)} UTC`
  return `<header class="top"><span class="brand">${loadLineDisc(22)}Plimsoll</span><span class="hm">run report</span><span class="sp"></span><span>${escaped(at)}</span><button class="theme noprint" title="Dark or light (t)" aria-label="Dark or light" data-theme-switch>◐</button></header>`
}

/** The verdict as a sentence, first and largest; then the second finding, the tally, and what run this was. */
export function verdictHeader(record: RunRecord, verdict: Verdict): string {
  const [head, claim] = headline(verdict)
  const lede = secondFinding(verdict)
  const warnings = verdict.validity.warnings.map((warning) => `Warning: ${warning}.`)
  const paragraphs = [
    ...(lede ? [`<p class="lede">${prose(lede)}</p>`] : []),
    ...(verdict.hint && !lede ? [`<p class="lede">${prose(firstUpper(verdict.hint))}</p>`] : []),
    ...warnings.map((text) => `<p class="lede w">${prose(text)}</p>`),
  ]
  return `<div class="verdict"><div>
<div class="out o-${verdict.outcome}">${outcomeMark(verdict.outcome)}${escaped(head)}</div>
<h1>${routesAsCode(prose(claim))}</h1>
${paragraphs.join('\n')}
<div class="tally">${tally(verdict)}</div>
${meta(record, verdict)}
</div>${hullFigure(verdict)}</div>`
}

/** `FAIL: 2 of 14 objectives` apart from the claim that follows it. */
function headline({ sentence, outcome }: Verdict): [head: string, claim: string] {
  const counted = /^([A-Z]+: \d+ of \d+ objectives)\. (.+)$/.exec(sentence)
  if (counted?.[1] && counted[2]) return [counted[1], counted[2]]
  const named = /^([A-Z]+(?: in this run only)?): (.+)$/.exec(sentence)
  if (named?.[1] && named[2]) return [named[1], firstUpper(named[2])]
  return [outcome.toUpperCase(), sentence]
}

const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Routes in a sentence stand in code type; works on escaped text, so nothing can break out. */
function routesAsCode(html: string): string {
  return html.replace(
    /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/[^\s,;)]*)/g,
    (_, method: string, path: string) => `<code>${method} ${path.replaceAll('/', '/<wbr>')}</code>`,
  )
}

function secondFinding({ objectives, outcome }: Verdict): string | undefined {
  if (outcome !== 'fail' && outcome !== 'undecided' && outcome !== 'warn') return undefined
  const second = objectives.filter((objective) => objective.outcome === outcome)[1]
  return second ? `The second: ${findingText(second)}` : undefined
}

function tally({ counts }: Verdict): string {
  const shown: Exclude<ObjectiveOutcome, 'not-judged'>[] = ['fail', 'undecided', 'warn', 'pass']
  const states = shown
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => outcomeState(outcome, `${counts[outcome]} ${outcome}`))
  const rest =
    counts['not-judged'] > 0 ? `<span class="dim">${counts['not-judged']} not judged</span>` : ''
  return [...states, rest].join('')
}

function meta(record: RunRecord, verdict: Verdict): string {
  const profile = record.contract.profiles[record.profile]
  const valid = verdict.validity.reasons.length === 0
  const mark = valid ? 'pass' : 'invalid'
  const pairs = [
    ['Service', escaped(verdict.service)],
    [
      'Profile',
      prose(
        `${record.profile}, ${profile?.model ?? ''} model, ${durationText(record.plannedDurationMs)}`,
      ),
    ],
    ['Run', escaped(record.id)],
    ['Target', escaped(record.target)],
    [
      'Measurement',
      `<span class="o-${mark}">${outcomeMark(mark)} ${valid ? 'valid' : 'invalid'}</span>`,
    ],
  ]
  const items = pairs.map(([name, html]) => `<div><dt>${name} </dt><dd>${html}</dd></div>`)
  return `<dl class="meta">${items.join('')}</dl>`
}

/** The endpoint the latency charts are about: the subject of the worst latency objective. */
export function headlineEndpoint(record: RunRecord, objectives: readonly Objective[]) {
  const latency = objectives.filter(({ id, value }) => id.startsWith('latency.') && value !== null)
  const worst = latency.find(({ outcome }) => outcome !== 'not-judged') ?? latency[0]
  const { endpoints } = record.contract
  return endpoints.find(({ name }) => name === worst?.subject) ?? endpoints[0]
}
