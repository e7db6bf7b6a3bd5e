import type { LoadChange, RunRecord } from '../measurement/run-record.ts'
import { clockText, countText, measuredText } from './quantity-text.ts'

/** When somebody first changed the load, as `0:20`; undefined when nobody did. */
export function changedAtWords({ changes = [] }: Pick<RunRecord, 'changes'>): string | undefined {
  const [first] = changes
  return first && clockText(first.atMs)
}

/** What the reader of a report must know of phases that somebody chose. */
export function byHandNote({ changes = [] }: Pick<RunRecord, 'changes'>): string | undefined {
  if (changes.length === 0) return undefined
  const done = changes.map(words).join(', ')
  return `The load was changed by hand: ${done}. What was chosen by hand is drawn and not judged.`
}

function words(change: LoadChange): string {
  const at = clockText(change.atMs)
  if (change.kind !== 'level') return `${change.kind}d at ${at}`
  const level =
    'users' in change
      ? `${countText(change.users)} users`
      : measuredText(change.ratePerSecond, 'per-second')
  return `${level} from ${at}`
}
