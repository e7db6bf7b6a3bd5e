import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aProfile } from '../test/support/builders.ts'
import { anEngineRun, aTrafficContract, quantileMs } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { keepAliveMs } from './keep-alive.ts'
import { quantisedMs } from './pacer.ts'
import { TimingWheel } from './timing-wheel.ts'

test('the wheel wakes everyone when due, never before, through any steps of time', () => {
  const dues = fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { maxLength: 50 })
  const steps = fc.array(fc.double({ min: 0.1, max: 9000, noNaN: true }), { maxLength: 20 })
  fc.assert(
    fc.property(dues, steps, (due, step) => {
      const wheel = new TimingWheel<{ dueMs: number }>()
      const left = new Set(due.map((dueMs) => ({ dueMs })))
      for (const item of left) wheel.add(item)
      let nowMs = 0
      for (const ms of [...step, 30_000]) {
        nowMs += ms
        wheel.wake(nowMs, (item) => {
          assert.ok(item.dueMs <= nowMs)
          assert.ok(left.delete(item))
        })
        for (const { dueMs } of left) assert.ok(dueMs > Math.floor(nowMs) - 1)
      }
      assert.equal(left.size, 0)
      assert.equal(wheel.size, 0)
    }),
  )
})

test('the wheel says when something is next, as far as it is asked to look', () => {
  const wheel = new TimingWheel<{ dueMs: number }>()
  assert.equal(wheel.nextMs(20), 20)
  wheel.add({ dueMs: 7.2 })
  assert.equal(wheel.nextMs(20), 8)
  assert.equal(wheel.nextMs(5), 5)
})

test('whoever sleeps as long as the wheel says misses nothing and wakes for nothing, near or turns ahead', () => {
  const pauses = fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { maxLength: 30 })
  fc.assert(
    fc.property(pauses, pauses, (first, then) => {
      const wheel = new TimingWheel<{ dueMs: number }>()
      const asleep = new Set(first.map((dueMs) => ({ dueMs })))
      for (const item of asleep) wheel.add(item)
      for (let nowMs = 0; asleep.size > 0; ) {
        const nextMs = wheel.nextMs(1000)
        const earliestMs = Math.max(
          nowMs + 1,
          Math.min(...[...asleep].map((item) => Math.ceil(item.dueMs))),
        )
        assert.equal(nextMs, Math.min(earliestMs, nowMs + 1000))
        nowMs = nextMs
        wheel.wake(nowMs, (item) => {
          asleep.delete(item)
          const pauseMs = then.pop()
          if (pauseMs === undefined) return
          const again = { dueMs: nowMs + pauseMs }
          asleep.add(again)
          wheel.add(again)
        })
      }
    }),
  )
})

test('a hundred users who think for minutes leave the thread asleep', async (t) => {
  const users = 100
  let loopsBefore = 0
  let fromMs = 0
  const server = await aRawServer(t, (socket, { number }) => {
    socket.write(anAnswer('ok'))
    if (number !== users) return
    loopsBefore = performance.nodeTiming.uvMetricsInfo.loopCount
    fromMs = performance.now()
  })
  const thinkTime = { distribution: 'constant' as const, duration: '10m' }
  const judges: ['checks'] = ['checks']

  await anEngineRun(
    aTrafficContract(server.url, { model: 'closed', users, duration: '3s', thinkTime, judges }),
    { connections: users },
  )

  const seconds = (performance.now() - fromMs) / 1000
  const wakes = performance.nodeTiming.uvMetricsInfo.loopCount - loopsBefore
  assert.equal(server.requests.length, users)
  assert.ok(wakes < 10 + 30 * seconds, `${wakes} in ${seconds} s`) // of which autocannon's own samples are 21 a second
})

test('what is due within the last millisecond is intended for the wake; oversleeping is not hidden', () => {
  assert.equal(quantisedMs(99.4, 100, 100.1), 100) // due, on time
  assert.equal(quantisedMs(100, 100, 100.1), 100)
  assert.equal(quantisedMs(100.3, 100, 150), 101) // became due while the pacer overslept by 50 ms
  assert.equal(quantisedMs(94.5, 100, 100.1), 95) // was due 5 ms before the pacer meant to wake
  assert.equal(quantisedMs(99.4, 100, 99.8), 99.8) // never later than now
})

test('the time a server keeps connections is its word less a second', () => {
  assert.equal(keepAliveMs(['Date', 'x', 'Keep-Alive', 'timeout=5, max=100']), 4000)
  assert.equal(keepAliveMs(['keep-alive', 'timeout=0']), 0)
  assert.equal(keepAliveMs(['Connection', 'keep-alive']), Number.POSITIVE_INFINITY)
})

test('an open profile sends what the plan asks for, evenly, over few connections', async (t) => {
  const at: number[] = []
  const server = await aRawServer(t, (socket) => {
    at.push(performance.now())
    socket.write(anAnswer('ok'))
  })
  const profile = aProfile({ ratePerSecond: 200, duration: '1s' })

  const run = await anEngineRun(aTrafficContract(server.url, profile))

  assert.deepEqual(run.outcomes, { ok: 200 })
  assert.equal(run.totals.get('it')?.serviceTime?.count, 200)
  assert.ok(quantileMs(run, 0.5) >= quantileMs(run, 0.5, 'serviceTime') * 0.99)
  const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0))
  const isStarved = run.live.scheduleLag.quantile(0.5) > 2000 // then most of them come late, in bursts
  const medianMs = gaps.toSorted((a, b) => a - b)[100] ?? 0
  assert.ok(medianMs > 2.5 || isStarved, `most gaps are near 5 ms, no bursts: ${medianMs}`)
})

test('users follow a ramp: the closed plan is kept to a user', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const thinkTime = { distribution: 'constant' as const, duration: '20ms' }
  const judges: ['checks'] = ['checks']
  const stages = [
    { phase: 'climb', duration: '1s', users: 10 },
    { phase: 'top', duration: '1s', users: 10, shape: 'step' as const },
    { phase: 'fall', duration: '1s', users: 2, shape: 'step' as const },
  ]
  const contract = aTrafficContract(server.url, { model: 'closed', stages, thinkTime, judges })

  const run = await anEngineRun(contract)

  assert.deepEqual(
    run.intervals.slice(1).map(({ phase, users }) => [phase, users]),
    [
      ['top', 10],
      ['fall', 2],
    ],
  )
  assert.deepEqual(Object.keys(run.outcomes), ['ok'])
  assert.equal(server.connections(), 10)
})

test('two runs with one seed ask for the same things in the same order', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const journeys = {
    feeders: [{ name: 'ids', variable: 'id', range: [1, 1000] as [number, number] }],
    userClasses: [
      {
        name: 'u',
        weight: 1,
        journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'it', query: { id: '{{id}}' } }] }],
      },
    ],
  }
  const profile = {
    model: 'closed' as const,
    users: 1,
    duration: '9s',
    iterations: 20,
    judges: ['checks' as const],
  }

  await anEngineRun(aTrafficContract(server.url, profile, { journeys }))
  await anEngineRun(aTrafficContract(server.url, profile, { journeys }))

  const paths = server.requests.map(({ path }) => path)
  assert.deepEqual(paths.slice(0, 20), paths.slice(20))
  assert.ok(new Set(paths).size > 10)
})
