import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { startTraffic, type TrafficOptions } from './start-traffic.ts'

/** Needs nothing but time: what becomes of a run whose worker threads are blocked or lost. */

const arrivals = (ratePerSecond: number, duration: string, requestTimeout = '300ms') => ({
  model: 'open' as const,
  ratePerSecond,
  duration,
  requestTimeout,
  judges: ['p95' as const],
})

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
  await Promise.race([lost.promise, run.done])
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
