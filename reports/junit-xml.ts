import type { RunRecord } from '../measurement/run-record.ts'
import type { Objective, Verdict } from '../verdict/verdict.ts'
import { findingText } from '../verdict/verdict-sentence.ts'
import { escaped } from './html-text.ts'
import { objectiveLabels } from './objective-labels.ts'

/** One test case an objective, so that CI systems list them: fail is a failure, undecided and invalid are errors. */
export function junitXml(record: RunRecord, verdict: Verdict): string {
  const { counts, objectives, validity } = verdict
  const labels = objectiveLabels(objectives)
  const seconds = (Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000
  const time = Number.isFinite(seconds) ? seconds.toFixed(3) : '0'
  const invalid = validity.reasons.map(
    (reason) =>
      `    <testcase classname="${xml(record.profile)}" name="Measurement"><error type="invalid" message="${xml(reason)}"/></testcase>`,
  )
  const cases = objectives.map((objective) => testCase(objective, record.profile, labels))
  const numbers = [
    `tests="${objectives.length + invalid.length}"`,
    `failures="${counts.fail}"`,
    `errors="${counts.undecided + invalid.length}"`,
    `skipped="${counts['not-judged']}"`,
    `time="${time}"`,
  ].join(' ')
  const name = xml(`plimsoll ${record.profile}`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="plimsoll" ${numbers}>
  <testsuite name="${name}" ${numbers} timestamp="${xml(record.startedAt)}" id="${xml(record.id)}">
${[...invalid, ...cases].join('\n')}
  </testsuite>
</testsuites>
`
}

function testCase(
  objective: Objective,
  profile: string,
  labels: ReadonlyMap<string, string>,
): string {
  const name = xml(labels.get(objective.id) ?? objective.title)
  const open = `    <testcase classname="${xml(profile)}" name="${name}"`
  const text = xml(findingText(objective))
  switch (objective.outcome) {
    case 'pass':
      return `${open}/>`
    case 'warn':
      return `${open}><system-out>WARN: ${text}</system-out></testcase>`
    case 'fail':
      return `${open}><failure type="${objective.kind}" message="${text}"/></testcase>`
    case 'undecided':
      return `${open}><error type="undecided" message="${text}"/></testcase>`
    case 'not-judged':
      return `${open}><skipped message="${xml(objective.reason ?? '')}"/></testcase>`
  }
}

/** Escaped, and without the control characters that XML 1.0 forbids. */
function xml(text: string): string {
  return escaped(text.replace(/\p{Cc}/gu, ' '))
}
