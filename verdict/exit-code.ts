import { EXIT, type ExitCode } from '../contract/errors.ts'
import type { Verdict } from './verdict.ts'

/** What the user's flags and signals add to a verdict. */
export interface ExitOptions {
  /** `--fail-on-warn`: a warning breaks the build. */
  readonly failOnWarn?: boolean
  /** Stopped by a signal before the end. */
  readonly interrupted?: boolean
}

/** The only place that turns a verdict into an exit code: 105, invalid 95, 99, undecided 95, 0 (DESIGN.md section 8). */
export function exitCodeOf(
  verdict: Pick<Verdict, 'outcome' | 'ending'>,
  options: ExitOptions = {},
): ExitCode {
  if (options.interrupted || verdict.ending === 'interrupted') return EXIT.interrupted
  switch (verdict.outcome) {
    case 'invalid':
    case 'undecided':
      return EXIT.invalid
    case 'fail':
      return EXIT.breach
    case 'warn':
      return options.failOnWarn ? EXIT.breach : EXIT.ok
    case 'pass':
      return EXIT.ok
  }
}
