import type { Schedule } from '../contract/schedules.ts'

/** What becomes of a start that is due. */
export type DueStart = 'start' | 'wait' | 'skip'

/**
 * Decides which due starts become loads. One load at a time: two on one machine would measure each
 * other. Each schedule waits at most once, or a slow night would be followed by a day of old starts.
 */
export class ScheduleQueue {
  #waiting: readonly string[] = []

  /** @param isBusy a load is under way or about to be, whoever started it */
  due({ name, overlap }: Pick<Schedule, 'name' | 'overlap'>, isBusy: boolean): DueStart {
    if (this.#waiting.includes(name)) return 'skip'
    if (!isBusy && this.#waiting.length === 0) return 'start'
    if (overlap === 'skip') return 'skip'
    this.wait(name)
    return 'wait'
  }

  /** Puts a start behind those that wait, unless it waits already. */
  wait(name: string): void {
    if (!this.#waiting.includes(name)) this.#waiting = [...this.#waiting, name]
  }

  /** Takes out the start that waited longest; ask when no load is under way. */
  next(): string | undefined {
    const [first, ...rest] = this.#waiting
    this.#waiting = rest
    return first
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }
}
