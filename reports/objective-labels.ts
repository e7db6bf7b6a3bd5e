import { intervalText, limitText, measuredText, roomText } from '../verdict/quantity-text.ts'
import type { Objective } from '../verdict/verdict.ts'

/** Title of each objective, with where it was measured only where the title alone would be ambiguous. */
export function objectiveLabels(objectives: readonly Objective[]): ReadonlyMap<string, string> {
  const seen = new Map<string, number>()
  for (const { title } of objectives) seen.set(title, (seen.get(title) ?? 0) + 1)
  return new Map(
    objectives.map(({ id, title, scope, kind }) => {
      const ambiguous = (seen.get(title) ?? 0) > 1 || kind === 'error-ratio'
      return [id, ambiguous && scope !== '' ? `${title}, ${scope}` : title]
    }),
  )
}

export function valueText({ value, unit }: Objective): string {
  return value === null ? '–' : measuredText(value, unit)
}

export function lineText(objective: Objective): string {
  return objective.failLine === null ? '–' : limitText(objective.failLine, objective.unit)
}

/** Room left in words; an undecided objective has none to speak of. */
export function roomLeft({ outcome, room, interval, warnLine, failLine }: Objective): string {
  if (room === null) return '–'
  if (outcome !== 'undecided') return roomText(room)
  const { low, high } = interval ?? {}
  const crossed = [warnLine, failLine].some(
    (line) => line !== null && (low ?? line) <= line && (high ?? line) >= line,
  )
  return interval && crossed ? 'crosses' : 'open'
}

/** The interval, `exact` where the value is the whole truth of the run, or a dash. */
export function intervalOf({ interval, exact, value, unit }: Objective, space = ' '): string {
  if (interval) return intervalText(interval, unit, space)
  return exact && value !== null ? 'exact' : '–'
}

/** Objectives that stay open for the same reason. */
export interface OpenGroup {
  readonly names: string
  readonly reason: string
  readonly settle: string
}

/** Names written out in a group; more are counted. */
const MOST_NAMES = 3

/** What was not decided and what would settle it, equal reasons in one row. */
export function openGroups(
  objectives: readonly Objective[],
  labels: ReadonlyMap<string, string>,
): OpenGroup[] {
  const groups = Map.groupBy(objectives, ({ reason, settle }) => `${reason}\n${settle}`)
  return [...groups.values()].map((group) => ({
    names: groupNames(group, labels),
    reason: group[0]?.reason ?? '',
    settle: group[0]?.settle ?? '',
  }))
}

function groupNames(group: readonly Objective[], labels: ReadonlyMap<string, string>): string {
  const names = group.map(({ id, title }) => labels.get(id) ?? title)
  if (names.length <= MOST_NAMES) return names.join('; ')
  const first = group[0]
  const endpoints = new Set(group.map(({ subject }) => subject)).size
  if (first?.id.startsWith('latency.') && group.every(({ kind }) => kind === first.kind)) {
    return `${first.title.split(' ')[0]} of ${endpoints} endpoints`
  }
  const rest = names.length - MOST_NAMES
  return `${names.slice(0, MOST_NAMES).join('; ')} and ${rest} more`
}
