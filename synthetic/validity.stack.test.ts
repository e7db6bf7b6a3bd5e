import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngineRun, aTrafficContract, quantileMs } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'

/** DESIGN.md section 6: what the target does to arrivals is delivered and bad, what we do to them is not delivered. */

const arrivals = (ratePerSecond: number, duration: string, requestTimeout = '300ms') => ({
  model: 'open' as const,
  ratePerSecond,
  duration,
  requestTimeout,
  judges: ['p95' as const],
})

const bad = (outcomes: Readonly<Record<string, number>>): number =>
  Object.entries(outcomes).reduce((sum, [outcome, n]) => sum + (outcome === 'ok' ? 0 : n), 0)

const block = (ms: number): void => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

test('a target of 2 s at a high rate: every arrival delivered, all bad, none quicker than the timeout', async (t) => {
  const server = await aRawServer(t, (socket) => {
    setTimeout(() => socket.write(anAnswer('late')), 2000).unref()
  })

  const run = await anEngineRun(aTrafficContract(server.url, arrivals(200, '1s')), {
    connections: 20,
  })

  assert.equal(run.live.get('offered'), 200)
  assert.equal(run.live.get('delivered'), 200)
  assert.equal(bad(run.outcomes), 200)
  assert.ok((run.outcomes.timeout ?? 0) >= 20)
  assert.ok((run.outcomes.no_connection ?? 0) >= 20)
  assert.ok(quantileMs(run, 0) >= 300)
  assert.equal(run.totals.get('it')?.latency.count, 200)
  assert.equal(
    run.intervals.reduce((sum, interval) => sum + interval.delivered, 0),
    200,
  )
})

test('a target that takes requests and never answers makes timeouts, not a shortfall', async (t) => {
  const server = await aRawServer(t, () => undefined)

  const run = await anEngineRun(aTrafficContract(server.url, arrivals(50, '600ms')), {
    connections: 64,
  })

  assert.deepEqual(run.outcomes, { timeout: 30 })
  assert.equal(run.live.get('delivered'), 30)
  assert.equal(run.evidence[0]?.outcome, 'timeout')
  assert.ok((run.evidence[0]?.latencyMs ?? 0) >= 300)
})

test('a target killed in the middle: resets and refusals, every arrival delivered', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    if (number === 50) void server.kill()
    else setTimeout(() => socket.write(anAnswer('ok')), 20)
  })

  const run = await anEngineRun(aTrafficContract(server.url, arrivals(100, '1500ms')))

  assert.equal(run.live.get('offered'), 150)
  assert.equal(run.live.get('delivered'), 150)
  assert.ok((run.outcomes.ok ?? 0) <= 49)
  assert.ok((run.outcomes.reset ?? 0) >= 1)
  assert.ok((run.outcomes.refused ?? 0) >= 50)
  assert.equal(run.totals.get('it')?.latency.count, 150)
})

test('a thread that is blocked shows as schedule lag; what it can still send is delivered with the wait in its latency', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))

  // the block also holds up this target: whatever was under way when it began must not time out by it
  const run = await anEngineRun(aTrafficContract(server.url, arrivals(100, '1s', '2s')), {
    onStarted: () => setTimeout(() => block(400), 300),
  })

  assert.deepEqual(run.outcomes, { ok: 100 })
  assert.ok(run.live.scheduleLag.quantile(0.99) > 350_000)
  assert.ok(run.live.scheduleLag.quantile(0.5) < 50_000)
  assert.ok(quantileMs(run, 0.99) > 350)
})

test('a thread blocked for longer does not send its backlog as a burst: delivered falls under 99 %', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))

  const run = await anEngineRun(aTrafficContract(server.url, arrivals(100, '2500ms')), {
    onStarted: () => setTimeout(() => block(2300), 50),
  })

  assert.equal(run.live.get('offered'), 250)
  assert.ok(run.live.get('delivered') < 0.99 * 250)
  assert.equal(run.totals.get('it')?.latency.count, run.live.get('delivered'))
  const [first] = run.intervals
  assert.ok((first?.delivered ?? 0) < (first?.offered ?? 0))
})
