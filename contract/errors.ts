/** Process exit codes. A CI job branches on these; never renumber, only append. */
export const EXIT = {
  ok: 0,
  bug: 1, // a bug in Plimsoll
  usage: 2, // bad flag or command: the user can fix the command line
  environment: 93, // port taken, tool missing, disk full, target unreachable at preflight
  drift: 94, // generated files differ from the contract
  invalid: 95, // not measured well enough to judge: invalid or undecided
  drillFailed: 96, // an alert was silent, late, or fired wrongly
  leak: 97, // a soak grew past its limit
  regression: 98, // worse than the baseline
  breach: 99, // the run was measured well and broke an objective (k6's number)
  contract: 104, // the contract is invalid
  interrupted: 105, // stopped by a signal before the end
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Every error a user can meet. docs/errors.md has one heading per code; a test keeps them equal. */
export const ERRORS = {
  CONTRACT_INVALID: EXIT.contract,
  CONTRACT_NOT_FOUND: EXIT.contract,
  CONTRACT_UNREADABLE: EXIT.contract,
  USAGE: EXIT.usage,
  PROFILE_UNKNOWN: EXIT.usage,
  RUN_UNKNOWN: EXIT.usage,
  CHANGE_REFUSED: EXIT.usage,
  ARTEFACT_DRIFT: EXIT.drift,
  TOOL_MISSING: EXIT.environment,
  PORT_TAKEN: EXIT.environment,
  PROCESS_FAILED: EXIT.environment,
  ALREADY_RUNNING: EXIT.environment,
  NOT_RUNNING: EXIT.environment,
  DISK_FULL: EXIT.environment,
  STORE_UNUSABLE: EXIT.environment,
  TARGET_UNREACHABLE: EXIT.environment,
  TARGET_NOT_ALLOWED: EXIT.environment,
  LOAD_NOT_ALLOWED: EXIT.environment,
  NOTIFY_FAILED: EXIT.environment,
  ENGINE_MISMATCH: EXIT.environment,
  DRILL_FAILED: EXIT.drillFailed,
  INTERRUPTED: EXIT.interrupted,
} as const satisfies Record<string, ExitCode>

export type ErrorCode = keyof typeof ERRORS

/** The only error class thrown on purpose. Anything else that escapes is a bug (exit 1). */
export class PlimsollError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'PlimsollError'
    this.code = code
    this.hint = options.hint
  }

  get exitCode(): ExitCode {
    return ERRORS[this.code]
  }
}
