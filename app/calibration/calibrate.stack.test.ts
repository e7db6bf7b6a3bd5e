import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calibrate } from './calibrate.ts'

/** A machine that also runs other tests may be too late to show more; wrong counts and a bias of ours never pass. */
const ATTEMPTS = 2

test('percentiles, outcomes and throughput agree with the log of a target that knows the truth', async (t) => {
  let wrong: unknown[] = []
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stop = new AbortController().signal
    const { outcome, parts, ladder } = await calibrate({ quick: true, stop, say: () => undefined })
    const counts = parts.flatMap((part) => part.counts)
    const rows = parts.flatMap((part) => part.percentiles)
    assert.deepEqual([...new Set(counts.map(({ what }) => what))].sort(), [
      'delivered',
      'offered',
      'ok',
      'reset',
      'status',
      'timeout',
    ])
    assert.ok(rows.length > 100)
    wrong = [
      ...counts.filter(({ truth, measured }) => truth !== measured),
      ...rows.filter((row) => row.outcome === 'off'),
      ...ladder.filter(({ valid, seen, delivered }) => valid && seen !== delivered),
    ]
    t.diagnostic(`attempt ${attempt}: ${outcome}`)
    if (wrong.length === 0) return
  }
  assert.deepEqual(wrong, [])
})

test('an interrupted calibration ends at once and says so', async () => {
  const stop = new AbortController()
  const say = () => setTimeout(() => stop.abort(), 500)

  await assert.rejects(calibrate({ quick: true, stop: stop.signal, say }), { code: 'INTERRUPTED' })
})
