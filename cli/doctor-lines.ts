import type { Examined } from '../app/doctor/examine.ts'
import type { Level } from '../app/doctor/finding.ts'
import {
  inkOf,
  inSet,
  type Mark,
  markOf,
  painted,
  type TextStyle,
  withoutControls,
  wrapped,
} from '../reports/text-style.ts'

const MARKS: Readonly<Record<Level, Mark>> = {
  mend: 'fail',
  note: 'warn',
  ok: 'pass',
  skipped: 'not-judged',
}
/** Mark, word and the longest name of a check. */
const WORD = 9
const NAME = 18

/** What doctor prints: trouble first, what is well counted in one line, the sentence last. */
export function doctorLines(
  found: readonly Examined[],
  style: TextStyle,
  { all, exitCode }: { readonly all: boolean; readonly exitCode: number },
): string[] {
  const loud = found.filter(({ level }) => level === 'mend' || level === 'note')
  const quiet = found.filter(({ level }) => level === 'ok' || level === 'skipped')
  const [sentence = '', ...rest] = wrapped(doctorSentence(found), width(style))
  const word = /^[A-Z]+/.exec(sentence)?.[0] ?? ''
  const ink = exitCode === 0 ? 'bold' : 'fail'
  const lines = [
    ...loud.flatMap((finding) => entry(finding, style)),
    ...(all ? quiet.flatMap((finding) => entry(finding, style)) : counted(quiet, style)),
    '',
    `${painted(word, ink, style)}${sentence.slice(word.length)}`,
    ...rest,
    `exit ${exitCode}`,
  ]
  return lines.map((line) => inSet(line, style).trimEnd())
}

/** The one sentence that --quiet leaves. */
export function doctorSentence(found: readonly Examined[]): string {
  const of = (level: Level) => found.filter((finding) => finding.level === level)
  const mend = [...new Set(of('mend').map(({ check }) => check))]
  const checks = new Set(found.map(({ check }) => check)).size
  if (mend.length > 0) return `MEND: ${mend.length} of ${checks} checks: ${mend.join(', ')}.`
  const notes = of('note').length
  const skipped = of('skipped').length
  const noted = `${notes} ${notes === 1 ? 'note' : 'notes'}`
  return `OK: nothing must be mended; ${noted}, ${skipped} of ${checks} checks skipped.`
}

/** Version 1 of the JSON: fields may be added, none changes its meaning. */
export function doctorDocument(found: readonly Examined[], exitCode: number): object {
  return { version: 1, exitCode, findings: found }
}

function width({ columns }: TextStyle): number {
  return Math.max(40, columns)
}

/** Mark, word, name and what was seen; below it why it matters and the command, which is never broken. */
function entry({ level, check, seen, why, command }: Examined, style: TextStyle): string[] {
  const mark = MARKS[level]
  const lead = ` ${painted(markOf(mark, style), inkOf(mark), style)} ${level.padEnd(WORD)}`
  const indent = ' '.repeat(4 + WORD + NAME)
  const room = width(style) - indent.length
  const [first = '', ...more] = prose(seen, room)
  return [
    `${lead}${check.padEnd(NAME)}${first}`,
    ...[...more, ...(why === undefined ? [] : prose(why, room))].map((line) => `${indent}${line}`),
    ...(command === undefined
      ? []
      : [`${indent}${painted(`$ ${withoutControls(command)}`, 'bold', style)}`]),
  ]
}

/** Our errors may hold lines of their own. */
function prose(text: string, room: number): string[] {
  return text.split('\n').flatMap((line) => wrapped(withoutControls(line), Math.max(20, room)))
}

function counted(quiet: readonly Examined[], style: TextStyle): string[] {
  const well = quiet.filter(({ level }) => level === 'ok').length
  const skipped = new Map<string, string[]>()
  for (const { level, check, seen } of quiet) {
    if (level === 'skipped') skipped.set(seen, [...(skipped.get(seen) ?? []), check])
  }
  const indent = ' '.repeat(4 + WORD)
  return [
    ...(well > 0 ? [` ${markOf('pass', style)} ${'ok'.padEnd(WORD)}${well} more: --all`] : []),
    ...[...skipped].flatMap(([because, checks]) =>
      prose(`${checks.join(', ')}: ${because}`, width(style) - indent.length).map((line, index) =>
        index === 0 ? `    ${'skipped'.padEnd(WORD)}${line}` : `${indent}${line}`,
      ),
    ),
  ]
}
