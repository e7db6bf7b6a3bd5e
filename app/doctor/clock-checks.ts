import { askUrl } from '../ask-url.ts'
import { type Check, type Finding, fine, mend, NO_CONTRACT, skipped } from './finding.ts'
import { NO_PROMETHEUS, SILENT_PROMETHEUS } from './prometheus-checks.ts'
import { REQUEST_MS } from './surroundings.ts'

/**
 * Half a scrape (5 s): beyond it, samples of one phase of a run are read into the next, and a leak
 * rule takes a restarted process for an old one.
 */
const MOST_SKEW_MS = 2_500
/** A Date header counts whole seconds (RFC 9110, 5.6.7). */
const DATE_STEP_MS = 1_000

/** The target's clock, by the Date of its health answer. */
export const targetClock: Check = {
  id: 'target-clock',
  look: async ({ contract, service }) => {
    if (!(await contract)) return NO_CONTRACT
    const answer = (await service)?.answer
    if (!answer) return skipped('the service does not answer')
    const shown = Date.parse(answer.headers.date ?? '')
    if (Number.isNaN(shown)) return skipped('its answers carry no Date')
    return judged("the service's machine", {
      atLeastMs: shown - answer.answeredAt,
      atMostMs: shown + DATE_STEP_MS - answer.askedAt,
    })
  },
}

/** Prometheus' own clock, by what it takes for now. */
export const prometheusClock: Check = {
  id: 'prometheus-clock',
  look: async ({ prometheus }) => {
    const found = await prometheus
    if (!found) return NO_PROMETHEUS
    if (found.text === undefined) return SILENT_PROMETHEUS
    const askedAt = Date.now()
    const { text } = await askUrl(`${found.url}/api/v1/query?query=time()`, {
      deadlineMs: REQUEST_MS,
    })
    const answer: { data?: { result?: [number, string] } } = JSON.parse(text)
    const shown = Number(answer.data?.result?.[1]) * 1000
    return judged("Prometheus' machine", {
      atLeastMs: shown - Date.now(),
      atMostMs: shown - askedAt,
    })
  },
}

/** How far a clock is ahead of ours, as closely as the two moments of the request tell. */
interface Ahead {
  readonly atLeastMs: number
  readonly atMostMs: number
}

function judged(whose: string, { atLeastMs, atMostMs }: Ahead): Finding {
  const limit = `${MOST_SKEW_MS / 1000} s`
  const isAhead = atLeastMs > MOST_SKEW_MS
  if (!isAhead && atMostMs >= -MOST_SKEW_MS) return fine(`within ${limit} of ours`)
  const seconds = Math.abs((atLeastMs + atMostMs) / 2000).toFixed(1)
  return mend(
    `the clock of ${whose} is ${seconds} s ${isAhead ? 'ahead of' : 'behind'} ours, allowed ${limit}`,
    'half a scrape: beyond it samples are read into the wrong phase of a run',
    'sudo timedatectl set-ntp true  # on both machines',
  )
}
