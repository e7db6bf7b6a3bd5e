import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ContractInput } from '../../contract/schema.ts'
import type { RunInterval, RunRecord } from '../../measurement/run-record.ts'
import { openStore } from '../../store/open-store.ts'
import { aContractInput, anEndpoint } from '../support/builders.ts'
import { GOOD, TEST_AUTHORITY } from '../support/certificates.ts'
import { aProject, type CliResult, runCli } from './run-cli.ts'

/** A target that was reached and is then lost: the run ends by itself, fails, and shows what happened. */

const BREACH = 99
const ENVIRONMENT = 93

type ProfileInput = ContractInput['profiles'][string]

/** The same trouble for users who wait and for arrivals that do not. */
const MODELS: Readonly<Record<'closed' | 'open', Partial<ProfileInput>>> = {
  closed: { model: 'closed', users: 4, thinkTime: { distribution: 'constant', duration: '50ms' } },
  open: { model: 'open', ratePerSecond: 40 },
}

/** A service whose answers the test may take away, and give back. */
interface Patient {
  readonly port: number
  reply: (response: ServerResponse, nth: number) => void
  readonly kill: () => void
  readonly restart: () => void
}

const answer = (response: ServerResponse): void => void response.end('{}')

async function aPatient(t: TestContext): Promise<Patient> {
  let nth = 0
  const listener = (url: string, response: ServerResponse): void => {
    if (url === '/health') response.end('{}')
    else patient.reply(response, ++nth)
  }
  const make = (): Server =>
    createServer((request, response) => listener(request.url ?? '', response))
  let server = make().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const patient: Patient = {
    port,
    reply: answer,
    kill: () => {
      server.close()
      server.closeAllConnections()
    },
    restart: () => {
      server = make().listen(port, '127.0.0.1')
    },
  }
  t.after(patient.kill)
  return patient
}

function contractOf(baseUrl: string, profile: Partial<ProfileInput>): ContractInput {
  return aContractInput({
    service: { name: 'shop', baseUrl },
    endpoints: [anEndpoint({ latency: { p95Ms: 20_000 } })], // so wide that a busy machine changes no outcome
    budgets: { errorRatio: [{ maxRatio: 0.001 }] },
    profiles: {
      load: {
        model: 'open',
        duration: '4s',
        requestTimeout: '500ms',
        judges: ['p95', 'error-ratio'],
        ...profile,
      },
    },
  })
}

interface Ended extends CliResult {
  readonly record: RunRecord
}

/** Runs both models at once, each against a patient of its own, whom the trouble befalls once load is under way. */
async function bothModels(t: TestContext, trouble: (patient: Patient) => void): Promise<Ended[]> {
  return Promise.all(
    (['closed', 'open'] as const).map(async (model) => {
      const patient = await aPatient(t)
      let begun = 0
      patient.reply = (response) => {
        answer(response)
        if (++begun === 20) trouble(patient)
      }
      const folder = aProject(t, contractOf(`http://127.0.0.1:${patient.port}`, MODELS[model]))
      const result = await runCli(folder, ['run', 'load'])
      return { ...result, record: keptRecord(folder) }
    }),
  )
}

function keptRecord(folder: string): RunRecord {
  const store = openStore(join(folder, '.plimsoll'))
  try {
    const [latest] = store.runs.list(1)
    const record = latest && store.runs.record(latest.id)
    assert.ok(record)
    return record
  } finally {
    store.close()
  }
}

function assertFailed({ code, out, err, record }: Ended, ...outcomes: string[]): void {
  assert.match(out, /FAIL: /, err)
  assert.doesNotMatch(out, /INVALID/)
  assert.equal(code, BREACH)
  assert.equal(record.ending, 'completed')
  assert.equal(record.generator.delivered, record.generator.offered)
  const seen = record.failures.map(({ outcome }) => outcome)
  assert.ok(
    seen.some((outcome) => outcomes.includes(outcome)),
    `${seen} has none of ${outcomes}`,
  )
  assert.match(record.failures[0]?.request ?? '', /^GET \/checkout HTTP\/1\.1\n/)
}

const outcomesOf = ({ endpoints }: RunInterval) => endpoints.checkout?.outcomes ?? {}

test('a target of which every second answer hangs fails with its timeouts', async (t) => {
  const runs = await bothModels(t, (patient) => {
    patient.reply = (response, nth) => {
      if (nth % 2 === 0) answer(response)
    }
  })

  for (const run of runs) {
    assertFailed(run, 'timeout')
    assert.ok((outcomesOf(run.record.intervals.at(-1) as RunInterval).ok ?? 0) > 0)
  }
})

test('a target that hangs altogether ends no run late and fails it', async (t) => {
  const runs = await bothModels(t, (patient) => {
    patient.reply = () => undefined
  })

  for (const run of runs) {
    assertFailed(run, 'timeout')
    const { startedAt, endedAt } = run.record
    assert.ok(Date.parse(endedAt) - Date.parse(startedAt) < 15_000)
  }
})

test('a target that resets every connection fails with resets', async (t) => {
  const runs = await bothModels(t, (patient) => {
    patient.reply = (response) => response.socket?.resetAndDestroy()
  })

  for (const run of runs) assertFailed(run, 'reset')
})

test('a target that is killed and comes back fails, and its return is seen', async (t) => {
  const runs = await bothModels(t, (patient) => {
    patient.kill()
    setTimeout(patient.restart, 1500)
  })

  for (const run of runs) {
    assertFailed(run, 'refused', 'reset')
    const {
      refused = 0,
      reset = 0,
      ok = 0,
    } = outcomesOf(run.record.intervals.at(-1) as RunInterval)
    assert.ok(ok > 0 && refused + reset === 0, 'the last second is well again')
  }
})

test('a target that accepts and never answers gets no load', async (t) => {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const { port } = server.address() as AddressInfo
  const folder = aProject(t, contractOf(`http://127.0.0.1:${port}`, MODELS.open))

  const { code, err } = await runCli(folder, ['run', 'load'])

  assert.match(err, /TARGET_UNREACHABLE: GET http:\S+ failed: no answer in 5 s; no load was sent/)
  assert.equal(code, ENVIRONMENT)
})

test('a target over TLS on IPv6 passes when its authority is trusted, with each request on its own connection', async (t) => {
  let connections = 0
  let requests = 0
  const server = createHttps(GOOD, (_, response) => {
    requests++
    response.end('{}')
  }).listen(0, '::1')
  server.on('secureConnection', () => connections++)
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const profile = {
    ...MODELS.closed,
    duration: '4s',
    keepAlive: false,
    judges: ['p95' as const],
  }
  const folder = aProject(t, contractOf(`https://[::1]:${port}`, profile))
  const authority = join(folder, 'authority.pem')
  writeFileSync(authority, TEST_AUTHORITY)

  const untrusted = await runCli(folder, ['run', 'load'])
  assert.match(
    untrusted.err,
    /its certificate is from an authority that this machine does not know/,
  )
  assert.equal(untrusted.code, ENVIRONMENT)
  const { code, out, err } = await runCli(folder, ['run', 'load'], {
    NODE_EXTRA_CA_CERTS: authority,
  })

  assert.match(out, /PASS: /, err)
  assert.equal(code, 0)
  const { generator } = keptRecord(folder)
  assert.ok(generator.offered > 20)
  assert.equal(requests, generator.offered + 2, 'the load, and the health before and after')
  assert.ok(connections >= requests)
})
