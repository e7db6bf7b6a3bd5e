import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { PrometheusClient } from '../../app/prometheus-client.ts'
import type { LoadedStack } from './loaded-stack.ts'
import { readPrometheusState } from './prometheus-state.ts'

/** A load, its scrapes, a major collection and one evaluation of each rule after all that. */
const SETTLED_WITHIN_MS = 150_000
/** An order of magnitude finer than scrapes and evaluations. */
const LOOK_EVERY_MS = 500

/** Waits until every rule was evaluated on series that three scrapes of both runs have made. */
export async function settled({ prometheusUrl, faults }: LoadedStack): Promise<void> {
  const client = new PrometheusClient(prometheusUrl)
  const isTrue = async (query: string): Promise<boolean> =>
    (await client.query(query, Date.now() / 1000)).length > 0
  await until('both runs are scraped three times', () =>
    isTrue('count(count_over_time(plimsoll_run_active[5m]) >= 3) == 2'),
  )
  // Rules of the heap read collections: garbage and what survives it make some.
  await faults.switchOn('heap-leak', { megabytesPerMinute: 240 })
  await until('a major collection is scraped', () =>
    isTrue('sum(increase(v8js_gc_duration_seconds_count{v8js_gc_type="major"}[1m])) > 0'),
  )
  await faults.switchOff('heap-leak')
  const seenAt = Date.now()
  await until('every rule is evaluated once more', async () => {
    const { groups } = await readPrometheusState(prometheusUrl)
    return groups.every(({ lastEvaluation }) => Date.parse(lastEvaluation) > seenAt)
  })
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SETTLED_WITHIN_MS
  while (!(await condition())) {
    assert.ok(performance.now() < deadline, `waited in vain: ${what}`)
    await pause(LOOK_EVERY_MS)
  }
}
