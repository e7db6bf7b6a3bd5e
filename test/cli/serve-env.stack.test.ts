import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { aContractInput, aProfile } from '../support/builders.ts'
import { waitFor } from '../support/watched-process.ts'
import { aProject, runCli } from './run-cli.ts'

const TOKEN = 'tok-8c1f6e'
const SERVE = ['serve', '--port', '0']

test('a server whose scheduled runs would lack a value does not start; with it they send it', async (t) => {
  const heard: string[] = []
  const target = createServer(({ headers }, response) => {
    if (headers.key !== undefined) heard.push(`${headers.key} ${headers.region}`)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(target, 'listening')
  t.after(() => {
    target.close()
    target.closeAllConnections()
  })
  const headers = { key: '{{env.TOKEN}}', region: '{{env.REGION}}' }
  const journeys = [{ name: 'buy', weight: 1, steps: [{ endpoint: 'checkout', headers }] }]
  const { port } = target.address() as AddressInfo
  const folder = aProject(
    t,
    aContractInput({
      service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
      journeys: { userClasses: [{ name: 'shopper', weight: 1, journeys }] },
      profiles: { load: aProfile({ ratePerSecond: 20, duration: '60s' }) },
      schedules: [{ name: 'nightly', cron: '30 3 * * *', profile: 'load', atStart: true }],
    }),
  )

  const refused = await runCli(folder, [...SERVE, '--env', 'REGION=eu'])

  assert.equal(refused.code, 2)
  assert.equal(refused.out, '')
  assert.match(refused.err, /the journeys use \{\{env\.TOKEN\}\}, and nothing gives it/)
  assert.match(refused.err, /hint: add --env TOKEN=VALUE/)

  let stop = (): void => undefined
  const served = runCli(
    folder,
    SERVE,
    { PLIMSOLL_ENV: 'TOKEN,REGION=eu', TOKEN },
    undefined,
    (kill) => {
      stop = () => kill('SIGTERM')
    },
  )
  await waitFor(() => heard.length > 0)
  stop()
  const { code, out, err } = await served

  assert.equal(code, 0)
  assert.equal(heard[0], `${TOKEN} eu`)
  assert.match(out, /schedules: nightly/)
  assert.doesNotMatch(`${out}${err}`, new RegExp(TOKEN))
})
