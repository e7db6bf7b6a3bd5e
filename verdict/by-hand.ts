import type { LoadChange, RunRecord } from '../measurement/run-record.ts'
import { clockText, countText, measuredText } from './quantity-text.ts'

/** What was done to the load during the run, in words: `80 users from 0:20, paused at 0:40`; undefined for nothing. */
export function byHandWords({ changes = [] }: Pick<RunRecord, 'changes'>): string | undefined {
  return changes.length === 0 ? undefined : changes.map(words).join(', ')
}

/** What the reader of a report must know of phases that somebody chose. */
export function byHandNote(record: Pick<RunRecord, 'changes'>): string | undefined {
  const done = byHandWords(record)
  return (
    done &&
    `The load was changed by hand: ${done}. What was chosen by hand is drawn and not judged.`
  )
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
