import type { RunControls } from '../app/run-controls.ts'
import { PlimsollError } from '../contract/errors.ts'
import type { LoadCommand } from '../contract/load-command.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { measuredText } from '../verdict/quantity-text.ts'

/** `+` and `-` move by this share of the level in force, and by 1 at least. */
const STEP_SHARE = 0.1

const KEYS = [
  ' + -     a tenth more or less load, then Enter; Esc forgets it',
  ' p       pause, and again to go on',
  ' r       back to the plan after + or -',
  ' x       stop, asks once; what was measured is kept',
  ' l       list all endpoints',
  ' Ctrl-C  stop; twice ends at once',
]

/** What the keys of a terminal do to the run it shows (reference: look, keys). */
export class RunKeys {
  readonly #controls: Pick<RunControls, 'change' | 'stop'>
  readonly #print: (lines: readonly string[]) => void
  readonly #endpoints: (snapshot: RunSnapshot) => readonly string[]
  #snapshot: RunSnapshot | undefined
  #draft: number | undefined
  #asksToStop = false
  readonly #actions: Readonly<Record<string, () => void>> = {
    '+': () => this.#move(1),
    '-': () => this.#move(-1),
    Enter: () => this.#apply(),
    Escape: () => {
      this.#draft = undefined
    },
    p: () => this.#change({ kind: this.#snapshot?.byHand === 'pause' ? 'resume' : 'pause' }),
    r: () => this.#change({ kind: 'resume' }),
    x: () => {
      this.#asksToStop = true
    },
    l: () => this.#snapshot && this.#print(this.#endpoints(this.#snapshot)),
    '?': () => this.#print(KEYS),
  }

  /**
   * @param print puts lines above the live view
   * @param endpoints all of them as lines
   */
  constructor(
    controls: Pick<RunControls, 'change' | 'stop'>,
    print: (lines: readonly string[]) => void,
    endpoints: (snapshot: RunSnapshot) => readonly string[],
  ) {
    this.#controls = controls
    this.#print = print
    this.#endpoints = endpoints
  }

  /** The run as it is now: levels move from here. */
  see(snapshot: RunSnapshot): void {
    this.#snapshot = snapshot
  }

  /** What the keys do, for the last line of the view. */
  footer(columns: number): string {
    const { byHand } = this.#snapshot ?? {}
    return [
      '+ - load',
      `p ${byHand === 'pause' ? 'go on' : 'pause'}`,
      ...(byHand === 'level' ? ['r plan'] : []),
      'x stop',
      ...(columns >= 112 ? ['l list all endpoints'] : []),
      '? keys',
    ].join('   ')
  }

  /** A question that the next key answers. */
  get prompt(): string | undefined {
    if (this.#asksToStop) return 'Stop the run? x stops it, any other key lets it go on'
    if (this.#draft === undefined) return undefined
    const level =
      this.#snapshot?.model === 'open'
        ? measuredText(this.#draft, 'per-second')
        : `${this.#draft} users`
    return `${level}: Enter applies it, Esc forgets it`
  }

  /** @param key the character typed, or Enter, or Escape */
  press(key: string): void {
    const asked = this.#asksToStop
    this.#asksToStop = false
    if (!asked) this.#actions[key]?.()
    else if (key === 'x') this.#controls.stop()
  }

  #move(direction: 1 | -1): void {
    const level = Math.round(this.#snapshot?.level ?? 0)
    const step = Math.max(1, Math.round(level * STEP_SHARE))
    this.#draft = Math.max(1, (this.#draft ?? level) + direction * step)
  }

  #apply(): void {
    const level = this.#draft
    if (level === undefined) return
    this.#draft = undefined
    const open = this.#snapshot?.model === 'open'
    this.#change({ kind: 'level', ...(open ? { ratePerSecond: level } : { users: level }) })
  }

  #change(command: LoadCommand): void {
    try {
      this.#controls.change(command, 'keys')
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      const { code, message, hint } = error
      this.#print([`error ${code}: ${message}`, ...(hint ? [`hint: ${hint}`] : [])])
    }
  }
}
