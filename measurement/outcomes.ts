/** What came of a request, seen by the client; the value of the `outcome` label. */
export const OUTCOMES = [
  'ok',
  'status', // an unexpected status
  'check', // a failed check
  'timeout',
  'reset', // the connection broke while a request was under way
  'refused',
  'no_connection', // no connection could be had within the request timeout
  'protocol', // the answer was not HTTP
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** Where an outcome stands among all; asked for every request, of which nearly every one is ok. */
export function outcomeIndex(outcome: Outcome): number {
  return outcome === 'ok' ? 0 : OUTCOMES.indexOf(outcome)
}
