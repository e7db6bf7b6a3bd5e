import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { projectAt } from '../app/project.ts'
import { serverToken } from '../app/server-token.ts'
import { StartedRuns } from '../app/started-runs.ts'
import { type RunningServer, startServer } from '../server/start-server.ts'
import { openBrowser } from '../test/support/browser.ts'
import { aContractInput, anEndpoint, aProfile } from '../test/support/builders.ts'

const LATENCY_MS = 5
/** Where a person who wants to look finds the pictures; nowhere unless named. */
const pictures = process.env.PLIMSOLL_TEST_PICTURES

let folder = ''
let token = ''
let server: RunningServer
let runs: StartedRuns
let browser: Browser
const stop = new AbortController()
const service = createServer((_request, response) => {
  setTimeout(() => response.end('{"status":"ok"}'), LATENCY_MS)
})

before(async () => {
  service.listen(0, '127.0.0.1')
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-console-'))
  const { port } = await new Promise<AddressInfo>((resolve) => {
    service.once('listening', () => resolve(service.address() as AddressInfo))
  })
  const contract = join(folder, 'contract.json')
  writeFileSync(contract, JSON.stringify(contractFor(port)))
  const project = projectAt(folder, { PLIMSOLL_RUNTIME: join(folder, 'runtime') }, { contract })
  token = serverToken(project, undefined).token
  const say = () => undefined
  runs = new StartedRuns(project, {}, say, stop.signal)
  server = await startServer({
    project,
    token,
    host: '127.0.0.1',
    port: 0,
    prometheusUrl: async () => undefined,
    startRun: (request) => runs.start(request),
    log: say,
  })
  browser = await openBrowser(process.env)
})

after(async () => {
  stop.abort()
  await browser?.close()
  await runs?.settled()
  await server?.stop()
  service.close()
  rmSync(folder, { recursive: true, force: true })
})

function contractFor(port: number) {
  return aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: [
      anEndpoint({ name: 'list', path: '/items', latency: { p95Ms: 200 } }),
      anEndpoint({ name: 'slow', path: '/items/:id', latency: { p95Ms: 2 } }),
    ],
    journeys: {
      userClasses: [
        {
          name: 'shopper',
          weight: 1,
          journeys: [
            { name: 'list', weight: 3, steps: [{ endpoint: 'list' }] },
            { name: 'show', weight: 1, steps: [{ endpoint: 'slow', params: { id: 7 } }] },
          ],
        },
      ],
    },
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    profiles: {
      steady: aProfile({
        description: 'A minute of arrivals',
        ratePerSecond: 40,
        rampUp: '3s',
        duration: '60s',
        judges: ['p95', 'error-ratio'],
      }),
    },
  })
}

/** A page that fails the test when the browser complains of anything. */
async function openPage(width: number, path: string): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(`${server.url}${path}`)
  return { page, errors }
}

async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

const sidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('a run is started with the token, watched, stopped, and found with its report', async () => {
  const { page, errors } = await openPage(1280, '/')
  await page.getByText('Nothing is running.').waitFor()
  await picture(page, 'empty')

  await page.getByRole('button', { name: 'Start steady' }).click()
  await page.getByLabel('Token').fill(token)
  await page.getByRole('button', { name: 'Use it' }).click()
  await page.getByRole('heading', { name: /Running: steady/ }).waitFor()
  await page.getByText('Over the line now: 1 of').waitFor()
  assert.match(await page.locator('.sofar').innerText(), /P95 GET \/items\/:id/)
  await page.waitForFunction(() => document.querySelectorAll('.dl').length >= 6)
  await page.waitForFunction(
    () =>
      Number(
        document
          .querySelector('.bar i')
          ?.getAttribute('style')
          ?.match(/[\d.]+/)?.[0],
      ) > 20,
  )
  await picture(page, 'live-light')
  await page.keyboard.press('t')
  await picture(page, 'live-dark')
  assert.equal(await sidewaysScroll(page), 0)

  const phone = await openPage(390, '/')
  await phone.page.getByRole('heading', { name: /Running: steady/ }).waitFor()
  await phone.page.waitForFunction(() => document.querySelectorAll('.dl').length >= 6)
  await picture(phone.page, 'live-phone')
  assert.equal(await sidewaysScroll(phone.page), 0)
  assert.deepEqual(phone.errors, [])

  await page.getByRole('button', { name: /^Stop/ }).click()
  await page.getByRole('link', { name: 'Open report' }).waitFor()
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('link', { name: 'steady' }).first().click()
  await page.waitForURL(/report\.html$/)
  await picture(page, 'report')
  assert.deepEqual(errors, [])
})

test('a wrong token is asked for again, and the page says why nothing started', async () => {
  const { page } = await openPage(1280, '/')
  await page.getByRole('button', { name: 'Start steady' }).click()
  await page.getByLabel('Token').fill('not-the-token-at-all')
  await page.getByRole('button', { name: 'Use it' }).click()

  await page.getByLabel('Token').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('Nothing is running.').waitFor()
})

test('alerts that Alertmanager delivered are listed', async () => {
  const { page, errors } = await openPage(1280, '/#alerts')
  await page.getByText('No alert has been delivered.').waitFor()

  const alert = {
    status: 'firing',
    labels: { alertname: 'RunLatencyHigh', severity: 'critical' },
    annotations: { summary: '<img src=x onerror=alert(1)> P95 is over its limit' },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f',
  }
  const response = await fetch(`${server.url}/api/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', receiver: 'plimsoll', groupKey: '{}', alerts: [alert] }),
  })
  assert.equal(response.status, 200)

  await page.getByText('RunLatencyHigh').waitFor()
  await page.getByText('<img src=x onerror=alert(1)> P95 is over its limit').waitFor()
  await picture(page, 'alerts')
  assert.deepEqual(errors, [])
})
