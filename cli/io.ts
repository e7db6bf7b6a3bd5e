/** What a command may know about where its words end up. */
export interface Terminal {
  /** True when stderr is a terminal that may be redrawn. */
  readonly isTty: boolean
  readonly columns: number
  readonly rows: number
  /** Colour is wanted on stdout: a terminal, and neither NO_COLOR nor TERM=dumb. */
  readonly color: boolean
  /** The locale can show more than ASCII. */
  readonly unicode: boolean
}

/** Everything a command has of the world outside. Tests pass arrays; only cli/main.ts passes the real streams. */
export interface Io {
  /** One line on stdout: results, so that they can be piped. */
  readonly out: (line: string) => void
  /** One line on stderr: progress and notes. */
  readonly err: (line: string) => void
  /** Replaces the lines drawn before on stderr (a TTY only); no lines gives the screen back. */
  readonly redraw: (lines: readonly string[]) => void
  /** Reads the keyboard key by key until the answer is called; absent where nobody types. */
  readonly keys?: (onKey: (key: string) => void) => () => void
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Fires at the first SIGINT or SIGTERM; the second ends the process at once.
   * A command that never asks for it ends at the first.
   */
  readonly interrupted: () => AbortSignal
}
