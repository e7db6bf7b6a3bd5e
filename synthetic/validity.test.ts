import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { LatencyHistogram } from '../measurement/histogram.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { anEngineRun, aTrafficContract, quantileMs } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { startTraffic, type TrafficOptions } from './start-traffic.ts'

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

async function aTrafficRun(url: string, options: Partial<TrafficOptions>) {
  return startTraffic({
    contract: aTrafficContract(url, arrivals(100, '1s')),
    profileName: 'load',
    runId: 'run',
    runLabel: 'run',
    baseUrl: url,
    seed: 1,
    ...options,
  })
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

  const run = await anEngineRun(aTrafficContract(server.url, arrivals(100, '1s')), {
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

test('a worker blocked by its own checks delivers too little and says so', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer(`${'a'.repeat(40)}!`)))
  const step = { endpoint: 'it', extract: { x: { regex: '^(a+)+$' } } } // takes for ever on this answer
  const journeys = {
    userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps: [step] }] }],
  }
  const contract = aTrafficContract(server.url, arrivals(100, '1s', '100ms'), { journeys })
  const run = await aTrafficRun(server.url, { contract })

  const { generator, ending } = await run.done

  assert.equal(ending, 'crashed')
  assert.equal(generator.lostWorkers, 1)
  assert.equal(generator.offered, 100)
  assert.ok(generator.delivered < 99)
  assert.equal(generator.dropped, generator.offered - generator.delivered)
})

test('a lost worker is declared: the other keeps its share, the lost arrivals are offered and not delivered', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const threads: Worker[] = []
  const note = (worker: Worker): number => threads.push(worker)
  process.on('worker', note)
  t.after(() => process.off('worker', note))
  const contract = aTrafficContract(server.url, arrivals(100, '3s'))
  const lost = Promise.withResolvers<void>()
  const onSnapshot = ({ elapsedMs }: RunSnapshot): void => {
    if (elapsedMs > 900 && elapsedMs < 2000) lost.resolve()
  }
  const run = await aTrafficRun(server.url, { contract, workers: 2, onSnapshot })
  await lost.promise
  await threads[1]?.terminate()

  const { generator, intervals, ending } = await run.done

  assert.equal(ending, 'completed')
  assert.equal(generator.lostWorkers, 1)
  assert.equal(generator.offered, 300)
  assert.ok(generator.delivered > 180 && generator.delivered < 240, `${generator.delivered}`)
  assert.equal(generator.dropped, generator.offered - generator.delivered)
  const last = intervals.at(-1)
  assert.equal(last?.offered, 100)
  assert.ok((last?.delivered ?? 0) <= 51)
})

test('percentiles agree with the log of a target that stalls: service time within 0.5 ms, intended start within 1.5 ms, or 2 %', async (t) => {
  const stalledUntil = (at: number, start: number): number => {
    const inCycle = (at - start) % 1500
    return inCycle >= 1000 && inCycle < 1300 ? at + 1300 - inCycle : at
  }
  const started = performance.now()
  const log: { received: number; answered: number }[] = []
  const server = await aRawServer(t, (socket) => {
    const received = performance.now()
    const at = stalledUntil(received + 5, started)
    setTimeout(() => {
      log.push({ received, answered: performance.now() })
      socket.write(anAnswer('ok'))
    }, at - received)
  })
  const safety = { maxConnections: 8 } // so that a stall makes arrivals wait for a connection
  const contract = aTrafficContract(server.url, arrivals(200, '3s', '5s'), { safety })
  const run = await aTrafficRun(server.url, { contract })

  const { intervals, startedAtMs } = await run.done

  const firstMs = startedAtMs - performance.timeOrigin
  const inOrder = log.toSorted((a, b) => a.received - b.received)
  const truth = {
    serviceTime: inOrder.map(({ received, answered }) => answered - received),
    latency: inOrder.map(({ answered }, n) => answered - (firstMs + (n + 0.5) * 5)),
  }
  assert.equal(log.length, 600)
  for (const [kind, slackMs] of [
    ['serviceTime', 0.5],
    ['latency', 1.5],
  ] as const) {
    const measured = LatencyHistogram.fromData(
      intervals
        .flatMap((interval) => interval.endpoints.it?.[kind] ?? [])
        .reduce((whole, part) => {
          const sum = LatencyHistogram.fromData(whole)
          sum.merge(LatencyHistogram.fromData(part))
          return sum.toData()
        }),
    )
    const sorted = truth[kind].toSorted((a, b) => a - b)
    for (const q of [0.5, 0.9, 0.95, 0.99]) {
      const wanted = sorted[Math.ceil(q * sorted.length) - 1] ?? 0
      const got = measured.quantile(q) / 1000
      const words = `${kind} q ${q}: ${got.toFixed(2)} ms, truth ${wanted.toFixed(2)} ms`
      t.diagnostic(words)
      assert.ok(Math.abs(got - wanted) <= Math.max(slackMs, 0.02 * wanted), words)
    }
  }
})
