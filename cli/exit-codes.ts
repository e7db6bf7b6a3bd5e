import { EXIT } from '../contract/errors.ts'

/** What each exit code means, in the words of --help. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'all well',
  bug: 'a bug in Plimsoll',
  usage: 'the command line is wrong',
  environment: 'port taken, tool missing, disk full, target unreachable at preflight',
  drift: 'generated files differ from the contract',
  invalid: 'invalid or undecided: not measured well enough to judge',
  drillFailed: 'an alert was silent, late, or fired wrongly',
  leak: 'a soak grew past its limit',
  regression: 'worse than the baseline',
  breach: 'an objective failed',
  contract: 'the contract is invalid',
  interrupted: 'stopped by a signal before the end',
}

/** The lines of --help that name exit codes, ascending. */
export function exitLines(names: readonly (keyof typeof EXIT)[]): string[] {
  return [...names]
    .sort((a, b) => EXIT[a] - EXIT[b])
    .map((name) => `  ${String(EXIT[name]).padStart(3)}  ${EXIT_MEANINGS[name]}`)
}
