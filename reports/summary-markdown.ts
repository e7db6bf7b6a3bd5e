import type { RunRecord } from '../measurement/run-record.ts'
import { durationText } from '../verdict/quantity-text.ts'
import type { Objective, Verdict } from '../verdict/verdict.ts'
import {
  intervalOf,
  lineText,
  objectiveLabels,
  openGroups,
  roomLeft,
  valueText,
} from './objective-labels.ts'

/** The verdict for a pull request or a chat: sentence, table, what was not judged. */
export function summaryMarkdown(record: RunRecord, verdict: Verdict): string {
  const labels = objectiveLabels(verdict.objectives)
  const judged = verdict.objectives.filter(({ outcome }) => outcome !== 'not-judged')
  const open = verdict.objectives.filter(
    ({ outcome }) => outcome === 'undecided' || outcome === 'not-judged',
  )
  const phases = verdict.judged.phases.join(', ') || 'nothing'
  const about = `Run ${record.id}, profile ${record.profile}, contract ${record.contractDigest}; judged: ${phases}, ${durationText(verdict.judged.durationMs)}.`
  const parts = [
    `# ${plain(verdict.service)}: ${verdict.outcome}`,
    plain(verdict.sentence),
    ...(verdict.hint ? [`Hint: ${plain(verdict.hint)}`] : []),
    ...verdict.validity.warnings.map((warning) => `Warning: ${plain(warning)}`),
    ...verdict.notes.map(plain),
    plain(about),
    ...(judged.length > 0 ? [judgedTable(judged, labels)] : []),
    ...(open.length > 0 ? [openTable(open, labels)] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function judgedTable(judged: readonly Objective[], labels: ReadonlyMap<string, string>): string {
  const rows = judged.map((objective) =>
    cells([
      objective.outcome,
      labels.get(objective.id) ?? objective.title,
      valueText(objective),
      intervalOf(objective),
      lineText(objective),
      roomLeft(objective),
    ]),
  )
  return [
    cells(['Outcome', 'Objective', 'Measured', '95 % interval', 'Limit', 'Room left']),
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}

function openTable(open: readonly Objective[], labels: ReadonlyMap<string, string>): string {
  const rows = openGroups(open, labels).map(({ names, reason, settle }) =>
    cells([names, reason, settle]),
  )
  const head = cells(['Undecided or not judged', 'Why not', 'What would settle it'])
  return [head, '| --- | --- | --- |', ...rows].join('\n')
}

const cells = (texts: readonly string[]): string => `| ${texts.map(plain).join(' | ')} |`

/** Text without what Markdown or HTML would act on. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`)
}
