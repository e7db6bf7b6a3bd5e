import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ContractInput } from '../../contract/schema.ts'
import { aContractInput, aProfile } from '../support/builders.ts'
import { aProject, runCli } from './run-cli.ts'

const TOKEN = 'tok-8c1f6e'

/** A service that says in its answers what it was told, secrets included, and refuses every checkout. */
async function aTalkativeService(t: TestContext): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = []
  const server = createServer((request, response) => {
    const { key = '' } = request.headers
    if (request.url !== '/health') heard.push(`${request.url} ${key}`)
    response.statusCode = request.url === '/health' ? 200 : 418
    response.setHeader('x-heard', `${request.url} ${key}`)
    response.end(`you said ${key}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

function contractOf(baseUrl: string): ContractInput {
  const step = {
    endpoint: 'checkout',
    query: { for: '{{env.TOKEN}}' },
    headers: { key: '{{env.TOKEN}}' },
    checks: { bodyIncludes: 'never {{env.TOKEN}}' },
  }
  const journeys = [{ name: 'buy', weight: 1, steps: [step] }]
  return aContractInput({
    service: { name: 'shop', baseUrl },
    journeys: { userClasses: [{ name: 'shopper', weight: 1, journeys }] },
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    profiles: { load: aProfile({ ratePerSecond: 50, duration: '100s', judges: ['error-ratio'] }) },
  })
}

/** Everything below a folder, as one text. */
function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

test('what --env gives reaches the service, and neither screen, reports nor store', async (t) => {
  const { url, heard } = await aTalkativeService(t)
  const folder = aProject(t, contractOf(url))
  const flags = ['run', 'load', '--time-scale', '0.01', '--tag', 'commit=4f2c', '--all']

  const without = await runCli(folder, flags)
  assert.equal(without.code, 2)
  assert.match(without.err, /\{\{env\.TOKEN\}\}, and nothing gives it\nhint: add --env TOKEN=VALUE/)
  assert.deepEqual(heard, [])

  const { code, out, err } = await runCli(folder, [...flags, '-e', 'TOKEN'], { TOKEN })

  assert.equal(code, 99)
  assert.match(out, /FAIL in a rehearsal at 1\/100 of the\s+time: 1 of 1 objectives/)
  assert.equal(heard[0], `/checkout?for=${TOKEN} ${TOKEN}`)
  assert.equal(heard.length, 50)
  const left = everythingIn(folder)
  assert.match(left, /"cause": ?"want [^"]*never \[removed\]|status 418/)
  assert.match(left, /"commit": "4f2c"/)
  assert.doesNotMatch(`${out}${err}${left}`, new RegExp(TOKEN))
})

test('a dry run prints what would be sent with secrets masked, and sends nothing', async (t) => {
  const { url, heard } = await aTalkativeService(t)
  const folder = aProject(t, contractOf(url))
  const dry = (args: readonly string[], env = {}) =>
    runCli(folder, ['run', 'load', '--dry-run', '--env', `TOKEN=${TOKEN}`, ...args], env)

  const plain = await dry([])
  assert.equal(plain.code, 0)
  assert.match(plain.out, /^hold +0:00 +1:40 +50 arrivals\/s$/m)
  assert.match(plain.out, /^GET \/checkout +5,000$/m)
  assert.match(plain.out, /^ {2}GET \/checkout\?for=\*\*\* HTTP\/1\.1\n/m)
  assert.doesNotMatch(plain.out, new RegExp(TOKEN))
  assert.deepEqual(heard, [])

  // flag before variable before contract
  const variables = { PLIMSOLL_RATE: '20', PLIMSOLL_TIMEOUT: '7s' }
  const both = await dry(['--rate', '30'], variables)
  assert.match(both.out, /30 arrivals\/s/)
  assert.match(both.out, /^timeout +7 s$/m)
  assert.match((await dry([], variables)).out, /20 arrivals\/s/)
})

test('a dry run of an invalid contract is as invalid as a run', async (t) => {
  const folder = aProject(
    t,
    aContractInput({ profiles: { load: { model: 'open', judges: ['p95'] } } }),
  )

  assert.equal((await runCli(folder, ['run', 'load', '--dry-run'])).code, 104)
})
