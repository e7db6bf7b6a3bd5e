import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import { endpointTotals } from '../measurement/merge-intervals.ts'
import type { RunSnapshot } from '../measurement/run-snapshot.ts'
import { startTelemetry } from '../telemetry/start-telemetry.ts'
import { anEndpoint } from '../test/support/builders.ts'
import { aTrafficContract } from '../test/support/engine-run.ts'
import { anAnswer, aRawServer } from '../test/support/raw-server.ts'
import { SELF_SIGNED } from '../test/support/self-signed.ts'
import { startTraffic, type TrafficOptions } from './start-traffic.ts'

type ProfileInput = ContractInput['profiles'][string]

const SMOKE: ProfileInput = {
  model: 'closed',
  users: 1,
  duration: '30s',
  iterations: 10,
  judges: ['checks'],
}

const start = (
  url: string,
  profile: ProfileInput,
  overrides: Partial<ContractInput> = {},
  options: Partial<TrafficOptions> = {},
) =>
  startTraffic({
    contract: aTrafficContract(url, profile, overrides),
    profileName: 'load',
    runId: 'smoke-1',
    runLabel: 'canary',
    baseUrl: url,
    seed: 1,
    ...options,
  })

test('ten iterations end the run early, with everything that is left behind', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const snapshots: RunSnapshot[] = []
  const run = await start(server.url, SMOKE, {}, { onSnapshot: (each) => snapshots.push(each) })

  const result = await run.done

  assert.equal(server.requests.length, 10)
  assert.equal(result.ending, 'completed')
  assert.equal(result.plannedDurationMs, 30_000)
  const [phase] = result.phases
  assert.equal(phase?.name, 'hold')
  assert.equal(phase?.users, 1)
  assert.ok(phase && phase.endMs < result.plannedDurationMs)
  const { workers, connections, offered, delivered } = result.generator
  assert.deepEqual([workers, connections, offered, delivered], [1, 1, 10, 10])
  assert.deepEqual([...new Set(result.intervals.map(({ users }) => users))], [1])
  const of = endpointTotals(result.intervals).get('it')
  assert.deepEqual([of?.outcomes.ok, of?.latency.count, of?.serviceTime], [10, 10, undefined])
  const last = snapshots.at(-1)
  assert.deepEqual([last?.state, last?.requests, last?.errors], ['ended', 10, 0])
  assert.equal(last?.endpoints[0]?.p95TargetMs, 100)
})

test('the series of a run are on the metrics page, failures at 0 from the start, gauges at 0 after the end', async (t) => {
  const looked = Promise.withResolvers<void>()
  const server = await aRawServer(t, async (socket, { number }) => {
    await looked.promise // the run goes on until its page was read, however slow that is
    setTimeout(() => socket.write(anAnswer('', number === 3 ? 'HTTP/1.1 500 No' : undefined)), 70)
  })
  const run = await start(server.url, SMOKE)
  const telemetry = await startTelemetry({
    serviceName: 'plimsoll',
    host: '127.0.0.1',
    port: 0,
    producers: [run.producer],
  })
  t.after(() => telemetry.stop())
  const page = async (): Promise<Set<string>> =>
    new Set((await (await fetch(telemetry.url)).text()).split('\n'))

  const during = await page()
  looked.resolve()
  await run.done
  const after = await page()

  const expect = (lines: Set<string>, ...wanted: string[]): void => {
    for (const line of wanted)
      assert.ok(lines.has(line), `${line}\nnot in\n${[...lines].join('\n')}`)
  }
  expect(
    during,
    'plimsoll_run_active{run="canary",profile="load"} 1',
    'plimsoll_run_phase{run="canary",phase="hold"} 1',
    'plimsoll_requests_total{run="canary",endpoint="it",outcome="no_connection"} 0',
    'plimsoll_request_duration_seconds_count{run="canary",endpoint="it",outcome="timeout"} 0',
  )
  expect(
    after,
    'plimsoll_run_active{run="canary",profile="load"} 0',
    'plimsoll_run_phase{run="canary",phase="hold"} 0',
    'plimsoll_users{run="canary"} 0',
    'plimsoll_dropped_total{run="canary"} 0',
    'plimsoll_requests_total{run="canary",endpoint="it",outcome="ok"} 9',
    'plimsoll_requests_total{run="canary",endpoint="it",outcome="status"} 1',
    'plimsoll_request_duration_seconds_bucket{run="canary",endpoint="it",outcome="ok",le="0.05"} 0',
    'plimsoll_request_duration_seconds_bucket{run="canary",endpoint="it",outcome="ok",le="+Inf"} 9',
    '# TYPE plimsoll_schedule_lag_seconds histogram',
  )
})

test('a stop lets the answers under way come in; the run is interrupted, and short by what was not due', async (t) => {
  const server = await aRawServer(t, (socket) => {
    setTimeout(() => socket.write(anAnswer('ok')), 200)
  })
  const sent = Promise.withResolvers<void>()
  const profile: ProfileInput = {
    model: 'open',
    ratePerSecond: 50,
    duration: '20s',
    judges: ['p95'],
  }
  const onSnapshot = ({ requests }: RunSnapshot) => {
    if (requests > 20) sent.resolve()
  }
  const run = await start(server.url, profile, {}, { onSnapshot })
  await sent.promise
  run.stop('drain')

  const { ending, generator, intervals, phases } = await run.done

  assert.equal(ending, 'interrupted')
  assert.equal(generator.delivered, generator.offered)
  assert.equal(server.requests.length, generator.offered)
  assert.ok(generator.offered > 20 && generator.offered < 1000)
  const counted = intervals.reduce((sum, each) => sum + (each.endpoints.it?.latency.count ?? 0), 0)
  assert.equal(counted, generator.offered)
  assert.ok((phases.at(-1)?.endMs ?? 0) < 20_000)
})

test('evidence holds the first failure of a kind, without secrets', async (t) => {
  const answer =
    'HTTP/1.1 503 Busy\r\nSet-Cookie: session=s3cret\r\nLocation: /a?token=s3cret\r\nRetry-After: 1'
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('', answer)))
  const step = {
    endpoint: 'it',
    headers: { Authorization: 'Bearer s3cret', 'X-Tenant': 'blue' },
    query: { token: 's3cret', page: 1 },
    params: { id: '{{resetToken}}' },
  }
  const endpoints = [anEndpoint({ name: 'it', path: '/it/:id' })]
  const journeys = {
    feeders: [{ name: 'tokens', rows: [{ resetToken: 'in the p@th' }] }],
    userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps: [step] }] }],
  }
  const run = await start(server.url, SMOKE, { endpoints, journeys })

  const { failures } = await run.done

  assert.equal(failures.length, 2) // the 1st and the 10th
  const [first] = failures
  assert.deepEqual([first?.endpoint, first?.outcome, first?.status], ['it', 'status', 503])
  assert.match(
    first?.request ?? '',
    /^GET \/it\/\[removed\]\?token=\[removed\]&page=1 HTTP\/1\.1\n/,
  )
  assert.match(first?.request ?? '', /\nAuthorization: \[removed\]\nX-Tenant: blue$/)
  assert.match(
    first?.responseHead ?? '',
    /^HTTP\/1\.1 503 Busy\nSet-Cookie: \[removed\]\nLocation: \/a\?token=\[removed\]\nRetry-After: 1/,
  )
  assert.doesNotMatch(JSON.stringify(failures), /s3cret|in the p|in%20the/)
  const { waitMs = -1, connectMs = -1, answerMs = -1 } = first?.timing ?? {}
  assert.ok(waitMs > 0 && connectMs > 0 && connectMs <= waitMs)
  assert.ok(answerMs > 0 && answerMs <= (first?.latencyMs ?? 0) + waitMs)
  assert.match(server.requests[0]?.head ?? '', /Bearer s3cret/)
})

test('a target that is not listed, a port where nothing is, and too much load are refused before a request', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const elsewhere = { allowTargets: ['127.0.0.1:1'] }

  await assert.rejects(start(server.url, SMOKE, { safety: elsewhere }), {
    code: 'TARGET_NOT_ALLOWED',
    message: `127.0.0.1, port ${server.port}, is not among the targets that may receive load: 127.0.0.1:1`,
  })
  await assert.rejects(start(server.url, { ...SMOKE, users: 20 }, { safety: { maxUsers: 10 } }), {
    code: 'LOAD_NOT_ALLOWED',
    message: 'profile load asks for 20 users, the contract allows safety.maxUsers 10',
  })
  await assert.rejects(start(server.url, SMOKE, {}, { profileName: 'nope' }), {
    code: 'PROFILE_UNKNOWN',
  })
  await server.kill()
  await assert.rejects(start(server.url, SMOKE), { code: 'TARGET_UNREACHABLE', exitCode: 93 })
  assert.equal(server.requests.length, 0)
})

test('a certificate that does not hold stops the run, unless the contract says that it may', async (t) => {
  const server = createServer(SELF_SIGNED, (_, response) => response.end('ok'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `https://localhost:${(server.address() as AddressInfo).port}`
  const insecure = { name: 'it', baseUrl: url, insecure: true }

  await assert.rejects(start(url, SMOKE), (error: Error & { code?: string; hint?: string }) => {
    assert.equal(error.code, 'TARGET_UNREACHABLE')
    assert.match(error.message, /its certificate is self-signed/)
    assert.match(error.hint ?? '', /service\.insecure/)
    return true
  })
  const { generator, intervals } = await (await start(url, SMOKE, { service: insecure })).done
  assert.equal(generator.delivered, 10)
  assert.equal(endpointTotals(intervals).get('it')?.outcomes.ok, 10)
})

test('a mistake that only the rows of a file show stops the run before a request', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const endpoints = [anEndpoint({ name: 'it', path: '/it' })]
  const step = { endpoint: 'it', query: { id: '{{id}}' } }
  const journeys = {
    feeders: [{ name: 'file', csvFile: 'ids.csv' }],
    userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps: [step] }] }],
  }
  const feederTexts = { file: 'name\nAda\n' }

  await assert.rejects(start(server.url, SMOKE, { endpoints, journeys }, { feederTexts }), {
    code: 'CONTRACT_INVALID',
    message: 'journey j uses {{id}} for it, but nothing gives it a value',
  })
  assert.equal(server.requests.length, 0)
})

test('a feeder whose unique rows are used up ends the run with its name', async (t) => {
  const server = await aRawServer(t, (socket) => socket.write(anAnswer('ok')))
  const step = { endpoint: 'it', query: { id: '{{id}}' } }
  const journeys = {
    feeders: [
      { name: 'ids', variable: 'id', range: [1, 3] as [number, number], pick: 'unique' as const },
    ],
    userClasses: [{ name: 'u', weight: 1, journeys: [{ name: 'j', weight: 1, steps: [step] }] }],
  }
  const run = await start(server.url, SMOKE, { journeys })

  await assert.rejects(run.done, {
    code: 'CONTRACT_INVALID',
    message: 'feeder ids has given all its rows, each only once',
  })
})
