import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ensureTools } from '../stack/tools.ts'
import { waitUntil } from '../stack/wait-until.ts'
import {
  type ConsoleUnderTest,
  picture,
  sidewaysScroll,
  startConsole,
} from './test-support/a-console.ts'
import { type PrometheusUnderTest, startPrometheus } from './test-support/a-prometheus.ts'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rooms-'))
let prometheus: PrometheusUnderTest
let console: ConsoleUnderTest
let runId = ''
/** What the run came to; on a busy machine it is invalid, which is shown as well. */
let verdict: { readonly outcome: string; readonly sentence: string }

/** One alert that has a runbook and one that always fires. */
const rules = [
  {
    alert: 'HeapGrowth',
    expr: 'vector(1)',
    labels: { severity: 'warning' },
    annotations: { summary: 'The heap <b>grows</b>' },
  },
  { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
]

async function post(path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${console.token}`, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const answer = await fetch(console.url + path, init)
  assert.ok(answer.ok, `${path} answered ${answer.status}`)
  return answer.json()
}

before(async () => {
  const tools = await ensureTools(['prometheus'], { env: process.env, say: () => undefined })
  prometheus = await startPrometheus(tools.prometheus, folder, { scrapes: [], rules })
  console = await startConsole({ prometheusUrl: prometheus.url })
  runId = ((await post('/api/runs', { profile: 'brief' })) as { runId: string }).runId
  const found = () => fetch(`${console.url}/api/runs/${runId}`)
  const ended = async () => {
    const { running } = (await (await fetch(`${console.url}/api/runs`)).json()) as {
      running: unknown[]
    }
    return running.length === 0 && (await found()).ok
  }
  assert.ok(await waitUntil(ended, 30_000), 'the run did not end')
  verdict = ((await (await found()).json()) as { run: { verdict: typeof verdict } }).run.verdict
})

after(async () => {
  await console?.stop()
  await prometheus?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What each room must say of the real run, rules and contract behind it. */
const ROOMS = [
  { name: 'live', path: () => '/', says: () => ['Nothing is running.', 'Start steady'] },
  { name: 'runs', path: () => '/runs', says: () => ['One run', verdict.sentence] },
  {
    name: 'run',
    path: () => `/runs/${runId}`,
    says: () => [verdict.sentence, 'P95 GET /items/:id', 'Seed'],
  },
  {
    name: 'alerts',
    path: () => '/alerts',
    says: () => ['The heap <b>grows</b>', 'The watchdog beats'],
  },
  { name: 'runbook', path: () => '/runbooks/heap-growth.md', says: () => ['Meaning.'] },
  {
    name: 'dashboards',
    path: () => '/d/plimsoll-overview',
    says: () => ['Worst latency of its limit'],
  },
  {
    name: 'contract',
    path: () => '/contract',
    says: () => [
      'What shop must hold',
      'fails 300\u202fms',
      'of 512\u202fMiB',
      'npx plimsoll run brief',
    ],
  },
]

for (const { name, path, says } of ROOMS) {
  test(`the room ${name} is reached by its address and fits a phone and a screen, dark and light`, async () => {
    for (const [width, theme] of [
      [360, 'dark'],
      [1280, 'light'],
    ] as const) {
      const { page, errors } = await console.open(path(), width, theme)
      for (const words of says()) await page.getByText(words).first().waitFor()
      await picture(page, `${name}-${theme}-${width}`)

      assert.equal(await sidewaysScroll(page), 0, `${name} scrolls sideways at ${width}`)
      assert.deepEqual(errors, [])
      assert.equal(await page.locator('nav [aria-current=page]').first().isVisible(), true)
      await page.close()
    }
  })
}

test('the keyboard goes from room to room, and the way back is the browser’s', async () => {
  const { page, errors } = await console.open('/')
  for (const [key, heading] of [
    ['r', 'Runs'],
    ['a', 'Alerts'],
    ['c', 'What shop must hold'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'room')
  }
  await page.goBack()
  await page.getByRole('heading', { name: 'Alerts', exact: true }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL(/\/d\/plimsoll-/)
  assert.match(await page.title(), /· Plimsoll$/)
  assert.deepEqual(errors, [])
  await page.close()
})

test('the theme that was switched to is still there after a reload', async () => {
  const { page } = await console.open('/contract')
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme)
  await page.getByText('What shop must hold').waitFor()
  await page.keyboard.press('t')
  assert.equal(await theme(), 'dark')

  await page.reload()
  assert.equal(await theme(), 'dark')
  await page.close()
})

test('a wrong token is refused in words; the right one is kept for the tab and forgotten on signing out', async () => {
  const { page } = await console.open('/')
  const dialog = page.locator('#sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await dialog.getByRole('textbox').fill('not-the-token-at-all')
  await page.keyboard.press('Enter')
  await dialog.getByText('That is not this server’s token.').waitFor()
  await picture(page, 'sign-in')
  await dialog.getByRole('textbox').fill(console.token)
  await page.keyboard.press('Enter')

  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0)
  assert.ok(!page.url().includes(console.token))
  await page.close()
})

test('from another machine nothing is read before signing in, and everything after it', async () => {
  const page = await console.browser.newPage({
    extraHTTPHeaders: { 'x-forwarded-for': '192.0.2.7' },
  })
  await page.goto(`${console.url}/runs/${runId}`)
  await page.getByText('reading needs the token too').waitFor()
  await page.getByRole('alert').getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('textbox', { name: 'Token' }).fill(console.token)
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: 'Objectives', exact: true }).waitFor()
  await page.getByText('connected', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Open report' }).click()
  await page.waitForURL(/report\.html$/)
  await page.getByRole('heading', { name: 'Objectives' }).first().waitFor()
  await page.close()
})

test('runs are chosen by profile and outcome, and the address keeps the choice', async () => {
  const { page } = await console.open('/runs?outcome=crashed')
  await page.getByText('No run is like that.').waitFor()
  await page.getByLabel('Outcome').selectOption(verdict.outcome)
  await page.getByRole('link', { name: 'brief', exact: true }).waitFor()

  assert.ok(page.url().endsWith(`/runs?outcome=${verdict.outcome}`))
  await page.close()
})

test('an alert that was delivered, again and then as resolved, is one line with its runbook and its expression', async () => {
  const alert = {
    status: 'firing',
    labels: { alertname: 'RunLatencyGate', severity: 'critical', endpoint: 'list' },
    annotations: { summary: '<img src=x onerror=alert(1)> P95 is over its limit' },
    startsAt: '2026-11-21T20:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f',
    generatorURL: 'http://127.0.0.1:9090/graph?g0.expr=up',
  }
  const group = { version: '4', receiver: 'plimsoll', groupKey: '{}' }
  await post('/api/alerts', { ...group, alerts: [alert] })
  const resolved = { ...alert, status: 'resolved', endsAt: '2026-11-21T20:03:00Z' }
  await post('/api/alerts', { ...group, alerts: [resolved] })
  const { page, errors } = await console.open('/alerts')
  const row = page.getByRole('table', { name: 'Delivered' }).locator('tbody tr')

  await row.getByText('<img src=x onerror=alert(1)> P95 is over its limit').waitFor()
  assert.equal(await row.count(), 1)
  assert.match(await row.innerText(), /resolved[\s\S]*after 3\u202fmin/)
  const expression = row.getByRole('link', { name: 'expression' })
  assert.equal(await expression.getAttribute('href'), alert.generatorURL)
  await row.getByRole('link', { name: 'RunLatencyGate' }).click()
  await page.getByRole('heading', { name: 'RunLatencyGate' }).waitFor()
  assert.deepEqual(errors, [])
  await page.close()
})

test('a run or room that does not exist is named as such', async () => {
  const { page } = await console.open('/runs/nope')
  await page.getByText('there is no run "nope"').waitFor()
  await page.close()
})
