import { mergeData } from '../measurement/merge-intervals.ts'
import { OUTCOMES } from '../measurement/outcomes.ts'
import type { EndpointInterval, RunInterval } from '../measurement/run-record.ts'
import type { LoadPlan } from '../workload/load-plan.ts'
import { type CountedRow, ONCE, type Once } from '../workload/once.ts'
import { type Slice, slicesOf } from '../workload/slices.ts'
import { type LostWorker, loadOfLost } from './lost-load.ts'
import type { SliceCounts } from './slice-counts.ts'

/** A worker as the intervals see it. */
export interface SliceSource {
  readonly slices: Map<number, SliceCounts>
  readonly lost: LostWorker | undefined
}

/** Turns the workers' slices into the intervals of the run, each as soon as nothing more can be counted in it. */
export class RunIntervals {
  #plan: LoadPlan
  #slices: readonly Slice[]
  readonly #rows: readonly CountedRow[]
  readonly #done: RunInterval[] = []

  constructor(plan: LoadPlan, rows: readonly CountedRow[]) {
    this.#plan = plan
    this.#slices = slicesOf(plan)
    this.#rows = rows
  }

  /** The load was changed: other intervals from that moment on. */
  follow(plan: LoadPlan): void {
    this.#plan = plan
    this.#slices = slicesOf(plan)
  }

  /** Takes over what is final, so that a day's run does not stay in memory slice by slice. */
  collect(workers: readonly SliceSource[]): void {
    const next = this.#slices[this.#done.length]
    if (next === undefined) return
    const final = workers.every(({ slices, lost }) => slices.get(this.#done.length)?.final || lost)
    if (!final || workers.every(({ lost }) => lost)) return
    this.#take(next, next.endMs, workers)
    this.collect(workers)
  }

  /** All intervals up to now, without taking any over; those from `settled` on may still change. */
  soFar(
    workers: readonly SliceSource[],
    atMs: number,
  ): { intervals: RunInterval[]; settled: number } {
    const underWay = this.#slices
      .slice(this.#done.length)
      .filter(({ startMs }) => startMs < atMs)
      .map((slice, i) =>
        this.#interval(this.#done.length + i, slice, Math.min(slice.endMs, atMs), workers),
      )
    return { intervals: [...this.#done, ...underWay], settled: this.#done.length }
  }

  /** All intervals up to the end of the run, with what is there of those under way. */
  finish(workers: readonly SliceSource[], endMs: number): RunInterval[] {
    for (;;) {
      const next = this.#slices[this.#done.length]
      if (next === undefined || next.startMs >= endMs) return [...this.#done]
      this.#take(next, Math.min(next.endMs, endMs), workers)
    }
  }

  #take(slice: Slice, endMs: number, workers: readonly SliceSource[]): void {
    const index = this.#done.length
    this.#done.push(this.#interval(index, slice, endMs, workers))
    for (const { slices } of workers) slices.delete(index)
  }

  #interval(
    index: number,
    { startMs, phase }: Slice,
    endMs: number,
    workers: readonly SliceSource[],
  ): RunInterval {
    const parts = workers.flatMap(({ slices }) => slices.get(index) ?? [])
    const offered = workers.map(({ slices, lost }) => {
      const counted = slices.get(index)?.offered ?? 0
      return lost ? loadOfLost(this.#plan, lost, startMs, endMs, counted) : counted
    })
    const total = (numbers: readonly number[]): number =>
      numbers.reduce((sum, each) => sum + each, 0)
    return {
      startMs,
      durationMs: endMs - startMs,
      phase,
      users: total(parts.map((part) => part.users)),
      offered: total(offered),
      delivered: total(parts.map((part) => part.delivered)),
      endpoints: this.#merged(parts, undefined),
      ...this.#doneOnce(parts),
    }
  }

  #doneOnce(parts: readonly SliceCounts[]): Pick<RunInterval, Once> {
    const entries = ONCE.map((once) => [once, this.#merged(parts, once)] as const)
    return Object.fromEntries(entries.filter(([, merged]) => Object.keys(merged).length > 0))
  }

  #merged(parts: readonly SliceCounts[], of: Once | undefined): Record<string, EndpointInterval> {
    const entries = this.#rows.flatMap(({ endpoint, once }, i) => {
      if (once !== of) return []
      const own = parts.flatMap((part) => part.endpointInterval(i) ?? [])
      const merged = mergedInterval(own)
      return merged === undefined ? [] : [[endpoint, merged] as const]
    })
    return Object.fromEntries(entries)
  }
}

function mergedInterval(parts: readonly EndpointInterval[]): EndpointInterval | undefined {
  const latency = mergeData(parts.map((part) => part.latency))
  const serviceTime = mergeData(parts.flatMap((part) => part.serviceTime ?? []))
  if (latency === undefined) return undefined
  const outcomes = OUTCOMES.map(
    (outcome) =>
      [outcome, parts.reduce((sum, part) => sum + (part.outcomes[outcome] ?? 0), 0)] as const,
  )
  return {
    latency,
    ...(serviceTime && { serviceTime }),
    outcomes: Object.fromEntries(outcomes.filter(([, count]) => count > 0)),
  }
}
