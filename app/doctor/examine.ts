import { PlimsollError } from '../../contract/errors.ts'
import { ALL_CHECKS } from './all-checks.ts'
import { type Check, type Finding, type Level, mend } from './finding.ts'
import { type DoctorOptions, lookAround, type Surroundings } from './surroundings.ts'

/** Whatever hangs, the answer is there by then. */
const DEADLINE_MS = 9_000

/** A finding with the check that made it. */
export interface Examined extends Finding {
  readonly check: string
}

const URGENCY: Readonly<Record<Level, number>> = { mend: 0, note: 1, ok: 2, skipped: 3 }

/** Runs all checks at the same time; trouble first, then in the order of the checks. */
export async function examine(options: DoctorOptions): Promise<readonly Examined[]> {
  const surroundings = lookAround(options)
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS)
  try {
    const looked = ALL_CHECKS.map((check) => inTime(check, surroundings, deadline.signal))
    const found = (await Promise.all(looked)).flat()
    return found.sort((a, b) => URGENCY[a.level] - URGENCY[b.level])
  } finally {
    clearTimeout(timer)
  }
}

async function inTime(
  { id, look }: Check,
  surroundings: Surroundings,
  deadline: AbortSignal,
): Promise<Examined[]> {
  const late = Promise.withResolvers<Finding>()
  const seen = `no answer within ${DEADLINE_MS / 1000} s`
  const hung = () => late.resolve(mend(seen, 'what it asks hangs', `plimsoll doctor --all`))
  deadline.addEventListener('abort', hung, { once: true })
  const looked = look(surroundings).catch(failed)
  const found = await Promise.race([looked, late.promise])
  return [found].flat().map((finding) => ({ check: id, ...finding }))
}

/** A check that could not end says why; a bug stays one. */
function failed(error: unknown): Finding {
  const isOurs = error instanceof PlimsollError
  const isSystem = typeof (error as NodeJS.ErrnoException | undefined)?.code === 'string'
  if (!isOurs && !isSystem && (error as Error).name !== 'TimeoutError') throw error
  const { message } = error as Error
  const why = (isOurs && error.hint) || 'the check could not end'
  return mend(message, why, 'plimsoll doctor --all')
}
