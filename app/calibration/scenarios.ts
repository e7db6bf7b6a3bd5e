/** What the calibration's target does; each has its own path, so that one run holds them all, as a real service does. */
export const SCENARIOS = [
  'fixed', // 5 ms
  'bimodal', // 5 ms, 50 ms for 3 in 10
  'stalls', // 5 ms, but nothing for 200 ms of every second
  'errors', // 5 ms, 1 in 20 with status 500
  'hangs', // 5 ms, 1 in 5 never
  'resets', // 5 ms, 1 in 20 by a reset of the connection
  'slow-bodies', // head after 5 ms, body in three parts 10 ms apart
  'instant', // at once: for the highest rate
  'probe', // at once, for a bare socket that asks without the engine
] as const
export type Scenario = (typeof SCENARIOS)[number]

/** The scenarios of which every percentile is compared. */
export const MEASURED_SCENARIOS: readonly Scenario[] = SCENARIOS.slice(
  0,
  SCENARIOS.indexOf('instant'),
)

/** How one request is treated. */
export interface Behaviour {
  /** Until the answer, or its head, begins. */
  readonly delayMs: number
  readonly ending: 'answer' | 'error' | 'hang' | 'reset' | 'slow body'
}

const DELAY_MS = 5
const SLOW_MODE_MS = 50
/** Long enough that no judged percentile lies at the edge between stalled and not, where single requests decide. */
const STALL_MS = 200
const CYCLE_MS = 1000

const ANSWER: Behaviour = { delayMs: DELAY_MS, ending: 'answer' }

/**
 * What happens to a request.
 * @param n its number, from 0
 * @param sinceMs how long the target has been there: stalls come by the clock, not by the request
 */
export function behaviourOf(scenario: Scenario, n: number, sinceMs: number): Behaviour {
  switch (scenario) {
    case 'fixed':
      return ANSWER
    case 'bimodal':
      return n % 10 < 3 ? { ...ANSWER, delayMs: SLOW_MODE_MS } : ANSWER
    case 'stalls':
      return { ...ANSWER, delayMs: DELAY_MS + stallMs(sinceMs + DELAY_MS) }
    case 'errors':
      return n % 20 === 7 ? { ...ANSWER, ending: 'error' } : ANSWER
    case 'hangs':
      return n % 5 === 2 ? { ...ANSWER, ending: 'hang' } : ANSWER
    case 'resets':
      return n % 20 === 11 ? { ...ANSWER, ending: 'reset' } : ANSWER
    case 'slow-bodies':
      return { ...ANSWER, ending: 'slow body' }
    case 'instant':
    case 'probe':
      return { delayMs: 0, ending: 'answer' }
  }
}

/** What is left of the stall in the second half of every cycle, 0 outside of it. */
function stallMs(sinceMs: number): number {
  const inCycle = sinceMs % CYCLE_MS
  const end = CYCLE_MS / 2 + STALL_MS
  return inCycle >= CYCLE_MS / 2 && inCycle < end ? end - inCycle : 0
}
