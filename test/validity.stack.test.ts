import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import type { Worker } from 'node:worker_threads'
import type { ContractInput } from '../contract/schema.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { startTraffic, type TrafficOptions } from '../synthetic/start-traffic.ts'
import { judge } from '../verdict/judge.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { anEndpoint } from './support/builders.ts'
import { aDeafServer } from './support/deaf-server.ts'
import { aTrafficContract } from './support/engine-run.ts'
import { anAnswer, aRawServer } from './support/raw-server.ts'
import { aRunRecord } from './support/run-record-builder.ts'

/** DESIGN.md section 6, from real traffic to the verdict: what is the target's fault is FAIL, what is ours is INVALID. */

type ProfileInput = ContractInput['profiles'][string]

const arrivals = (
  ratePerSecond: number,
  duration: string,
  requestTimeout: string,
): ProfileInput => ({
  model: 'open',
  ratePerSecond,
  duration,
  requestTimeout,
  judges: ['p95', 'error-ratio'],
})

// 5 % of the target is what the pacer may lag behind: a busy machine is not what these tests are about
const lenient = { endpoints: [anEndpoint({ name: 'it', path: '/it', latency: { p95Ms: 1900 } })] }
const budgets = { errorRatio: [{ maxRatio: 0.01 }] }

async function verdictOn(
  url: string,
  profile: ProfileInput,
  overrides: Partial<ContractInput> = {},
  options: Partial<TrafficOptions> = {},
): Promise<Verdict> {
  const contract = aTrafficContract(url, profile, { ...lenient, budgets, ...overrides })
  const identity = { profileName: 'load', runId: 'run', runLabel: 'run', baseUrl: url, seed: 1 }
  const run = await startTraffic({ contract, ...identity, ...options })
  const { ending, phases, intervals, generator, coldStart, failures } = await run.done
  const record = { ending, phases, intervals, generator, coldStart, failures }
  return judge(aRunRecord({ contract, record }))
}

/** The verdict where it is the target's fault; a machine too busy to keep the schedule gets three chances. */
async function verdictOnTarget(url: string, profile: ProfileInput): Promise<Verdict> {
  const verdicts: Verdict[] = []
  do verdicts.push(await verdictOn(url, profile))
  while (verdicts.at(-1)?.sentence.includes('the generator was late') && verdicts.length < 3)
  return verdicts.at(-1) as Verdict
}

/** The threads that traffic starts from now on. */
function threadsOf(t: TestContext): Worker[] {
  const threads: Worker[] = []
  const note = (worker: Worker): number => threads.push(worker)
  process.on('worker', note)
  t.after(() => process.off('worker', note))
  return threads
}

test('a target that takes 2 s at 400 a second is a FAIL', async (t) => {
  const server = await aRawServer(t, (socket) => {
    setTimeout(() => socket.write(anAnswer('late')), 2000).unref()
  })

  const verdict = await verdictOnTarget(server.url, arrivals(400, '2s', '6s'))

  assert.equal(verdict.outcome, 'fail', verdict.sentence)
  assert.match(verdict.sentence, /P95 of GET \/it is 2\.\d+ s, the contract allows 1\.9 s/)
})

test('a target that hangs is a FAIL', async (t) => {
  const server = await aRawServer(t, () => undefined)

  const verdict = await verdictOnTarget(server.url, arrivals(60, '2s', '300ms'))

  assert.equal(verdict.outcome, 'fail', verdict.sentence)
  assert.equal(verdict.objectives.find(({ kind }) => kind === 'error-ratio')?.value, 1)
})

test('a target that accepts no connection is a FAIL: its arrivals are delivered, and bad', async (t) => {
  const verdict = await verdictOnTarget(await aDeafServer(t), arrivals(60, '2s', '300ms'))

  assert.equal(verdict.outcome, 'fail', verdict.sentence)
  assert.equal(verdict.objectives.find(({ kind }) => kind === 'error-ratio')?.value, 1)
  assert.deepEqual(verdict.validity.reasons, [])
})

test('a target that is killed in the middle is a FAIL', async (t) => {
  const server = await aRawServer(t, (socket, { number }) => {
    if (number === 150) void server.kill()
    else socket.write(anAnswer('ok'))
  })

  const verdict = await verdictOn(server.url, arrivals(60, '5s', '300ms'))

  assert.equal(verdict.outcome, 'fail', verdict.sentence)
})

test('a worker that its own checks block is INVALID', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer(`${'a'.repeat(40)}!`)))
  const step = { endpoint: 'it', extract: { x: { regex: '^(a+)+$' } } } // takes for ever on this answer
  const userClasses = [
    { name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps: [step] }] },
  ]

  const verdict = await verdictOn(server.url, arrivals(60, '1s', '100ms'), {
    journeys: { userClasses },
  })

  assert.equal(verdict.outcome, 'invalid', verdict.sentence)
  assert.match(verdict.sentence, /1 of 1 workers were lost.*it did not answer and was terminated/)
})

test('a worker that dies of an error nobody caught is named, its load is lost, and the run INVALID', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const threads = threadsOf(t)
  const onSnapshot = ({ elapsedMs }: RunSnapshot): void => {
    // not a message at all: its handler throws
    if (elapsedMs > 900 && elapsedMs < 2500) threads[1]?.postMessage(null)
  }

  const verdict = await verdictOn(
    server.url,
    arrivals(60, '3s', '300ms'),
    {},
    { workers: 2, onSnapshot },
  )

  assert.equal(verdict.outcome, 'invalid', verdict.sentence)
  assert.match(verdict.sentence, /1 of 2 workers were lost, and their load with them \(TypeError: /)
  assert.match(verdict.sentence, /the generator sent only [67]\d(\.\d)? % of the offered load/)
})

test('a worker that runs out of memory is named, the process lives, and the run is INVALID', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('x'.repeat(900_000))))
  // every journey keeps its answer while it thinks
  const step = { endpoint: 'it', extract: { kept: { regex: '(x+)' } } }
  const thinkTime = { distribution: 'constant' as const, duration: '30s' }
  const journeys = [{ name: 'j', weight: 1, steps: [step, { endpoint: 'it' }] }]
  const userClasses = [{ name: 'u', weight: 1, thinkTime, journeys }]
  // read by threads that start from now on
  setFlagsFromString('--max-old-space-size=48')
  setFlagsFromString('--max-semi-space-size=1')

  const verdict = await verdictOn(server.url, arrivals(40, '4s', '5s'), {
    journeys: { userClasses },
  })

  assert.equal(verdict.outcome, 'invalid', verdict.sentence)
  assert.match(verdict.sentence, /1 of 1 workers were lost.*reaching memory limit/)
})
