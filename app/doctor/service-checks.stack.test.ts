import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { freePorts } from '../../stack/ports.ts'
import { anEndpoint } from '../../test/support/builders.ts'
import { prometheusClock, targetClock } from './clock-checks.ts'
import { metrics, routes } from './metrics-checks.ts'
import { healthPath, service } from './service-checks.ts'
import {
  aContractAt,
  aListener,
  answering,
  aPatient,
  aService,
  aServiceIn,
  assertMend,
} from './test-support/a-patient.ts'

test('a service that does not run is found, with how it is started', async (t) => {
  const [port = 0] = await freePorts(1)
  const baseUrl = `http://127.0.0.1:${port}`
  const { folder, look } = aPatient(t, aContractAt({ baseUrl, healthPath: '/no' }))
  writeFileSync(join(folder, 'package.json'), '{ "scripts": { "start": "node server.js" } }')

  const found = await look(service)

  assertMend(found, new RegExp(`:${port}/no: connection refused$`), /^PORT=\d+ .* npm start$/)
})

test('a service of the project on another port is found there, with the process that holds it', async (t) => {
  const [port = 0] = await freePorts(1)
  const baseUrl = `http://127.0.0.1:${port}`
  const { folder, look } = aPatient(t, aContractAt({ baseUrl, healthPath: '/well' }))
  const server = join(folder, 'server')
  mkdirSync(server)
  const other = await aServiceIn(t, server, '/well')

  const found = await look(service)

  assertMend(found, /connection refused/, new RegExp(`^export PLIMSOLL_TARGET=${other.url}$`))
  assert.match(found.seen, new RegExp(`answers on ${other.url} \\(process ${other.pid} `))
  assert.equal((await look(service, { PLIMSOLL_TARGET: other.url })).level, 'ok')
})

test('programs that have nothing to do with the project are asked nothing', async (t) => {
  const asked: string[] = []
  await aService(t, (request, response) => {
    asked.push(request.url ?? '')
    response.end('ok')
  })
  const [port = 0] = await freePorts(1)
  const baseUrl = `http://127.0.0.1:${port}`
  const { look } = aPatient(t, aContractAt({ baseUrl, healthPath: '/well-nowhere' }))

  assertMend(await look(service), /connection refused$/, /^PORT=/)
  assert.deepEqual(
    asked.filter((path) => path === '/well-nowhere'),
    [],
  )
})

test('another program on the port of the service is found, with its process', async (t) => {
  const baseUrl = await aService(t, answering({}))
  const { look } = aPatient(t, aContractAt({ baseUrl, healthPath: '/well-nowhere' }))

  const found = await look(service)

  assertMend(found, /another program answers/, new RegExp(`^ps -fp ${process.pid}$`))
})

test('a port that speaks no HTTP is found', async (t) => {
  const { url: baseUrl } = await aListener(t, (socket) => socket.end('-ERR what?\r\n'))
  const { look } = aPatient(t, aContractAt({ baseUrl, healthPath: '/well-nowhere' }))

  const found = await look(service)

  assertMend(found, /the answer is not HTTP; process \d+/, new RegExp(`^kill ${process.pid}$`))
})

test('a wrong health path is found and mended by the command that is named', async (t) => {
  const baseUrl = await aService(t, answering({ '/healthz': 'ok' }))
  const { folder, look } = aPatient(t, aContractAt({ baseUrl, healthPath: '/up' }))

  const found = await look(healthPath)

  assertMend(found, /^GET \/up answers 404, but \/healthz is well$/, /^sed -i .*contract\.json$/)
  execFileSync('sh', ['-c', found.command ?? ''], { cwd: folder })
  assert.equal((await look(healthPath)).level, 'ok')
})

test('a service that says it is not well is found', async (t) => {
  const baseUrl = await aService(t, (_request, response) => response.writeHead(503).end())
  const { look } = aPatient(t, aContractAt({ baseUrl }))

  assertMend(await look(healthPath), /answers 503/, /^curl -i http/)
})

test('a target that may receive no load is asked nothing', async (t) => {
  const asked: string[] = []
  const baseUrl = await aService(t, (request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  const safety = { allowTargets: ['10.0.0.1'] }
  const { look } = aPatient(t, aContractAt({ baseUrl }, { safety }))

  assertMend(await look(service), /not among the targets/, /^export PLIMSOLL_TARGET=/)
  assert.deepEqual(asked, [])
})

test("a service whose clock is ahead is found by its answer's Date", async (t) => {
  const baseUrl = await aService(t, (_request, response) => {
    response.setHeader('date', new Date(Date.now() + 60_000).toUTCString())
    response.end('ok')
  })
  const { look } = aPatient(t, aContractAt({ baseUrl }))

  const ahead = /^the clock of the service's machine is (?:59|60)\.\d s ahead.* allowed 2\.5 s$/
  assertMend(await look(targetClock), ahead, /set-ntp true/)
})

test('a clock that is right is within the limit', async (t) => {
  const baseUrl = await aService(t, answering({ '/health': 'ok' }))

  assert.equal((await aPatient(t, aContractAt({ baseUrl })).look(targetClock)).level, 'ok')
})

test('a Prometheus whose clock is behind is found by what it takes for now', async (t) => {
  const prometheus = await aService(t, (request, response) => {
    const now = Date.now() / 1000 - 10
    const time = { status: 'success', data: { resultType: 'scalar', result: [now, `${now}`] } }
    const build = { status: 'success', data: { version: '3.5.0' } }
    response.end(JSON.stringify(request.url?.startsWith('/api/v1/query') ? time : build))
  })

  const found = await aPatient(t).look(prometheusClock, {}, { prometheus })

  assertMend(found, / (?:9|10)\.\d s behind ours/, /set-ntp true/)
})

async function promClientPage(): Promise<string> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry.metrics()
}

test('a missing metrics page is found, also where the same process has it', async (t) => {
  const baseUrl = await aService(t, answering({ '/health': 'ok' }))
  const service = { baseUrl, metricsUrl: `${baseUrl}/nothing`, dialect: 'prom-client' } as const
  const { look } = aPatient(t, aContractAt(service))
  assertMend(await look(metrics), /nothing: answers 404$/, /--import plimsoll\/collector\/register/)

  const other = await aService(t, answering({ '/metrics': await promClientPage() }))
  const found = await look(metrics)

  const moved = `the page is ${other}/metrics`
  assertMend(found, new RegExp(moved), new RegExp(`^sed -i .*${other}/metrics.*contract.json$`))
})

test("prom-client's names under an otel contract are found and the contract is mended", async (t) => {
  const pages = { '/health': 'ok', '/metrics': await promClientPage() }
  const baseUrl = await aService(t, answering(pages))
  const service = { baseUrl, metricsUrl: `${baseUrl}/metrics`, dialect: 'otel' } as const
  const { look, folder } = aPatient(t, aContractAt(service))

  const found = await look(metrics)

  assertMend(found, /has prom-client's names, the contract says dialect otel$/, /^sed -i /)
  execFileSync('sh', ['-c', found.command ?? ''], { cwd: folder })
  assert.equal((await look(metrics)).level, 'ok')
})

test("otel's names under a prom-client contract are found", async (t) => {
  const page = 'process_memory_usage_bytes 1\nv8js_memory_heap_used_bytes 1\n'
  const baseUrl = await aService(t, answering({ '/health': 'ok', '/metrics': page }))
  const service = { baseUrl, metricsUrl: `${baseUrl}/metrics`, dialect: 'prom-client' } as const

  const found = await aPatient(t, aContractAt(service)).look(metrics)

  assertMend(found, /has otel's names, the contract says dialect prom-client$/, /^sed -i /)
})

test('routes of the contract that the page does not have are found', async (t) => {
  const count = (route: string) =>
    `http_server_request_duration_seconds_count{http_request_method="GET",http_route="${route}",http_response_status_code="503"} 0\n`
  const page = `${count('/checkout')}${count('/old')}`
  const baseUrl = await aService(t, answering({ '/health': 'ok', '/metrics': page }))
  const endpoints = [anEndpoint(), anEndpoint({ name: 'new', path: '/new/:id' })]
  const input = aContractAt({ baseUrl, metricsUrl: `${baseUrl}/metrics` }, { endpoints })
  input.journeys.userClasses[0]?.journeys.pop()

  const found = await aPatient(t, input).look(routes)

  assertMend(found, /^1 of 2 routes .*: GET \/new\/:id$/, /^plimsoll generate/)
})
