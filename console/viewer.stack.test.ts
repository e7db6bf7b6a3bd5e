import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { projectAt } from '../app/project.ts'
import { parseContract } from '../contract/parse-contract.ts'
import demoContract from '../plimsoll.contract.ts'
import { DASHBOARD_UIDS } from '../queries/dashboard-uids.ts'
import { RECORDED } from '../queries/recorded-series.ts'
import { type RunningServer, startServer } from '../server/start-server.ts'
import { idleParts } from '../server/test-support/idle-parts.ts'
import type { Tool } from '../stack/tool.ts'
import { prometheusServersUnderTest } from '../stack/tools.ts'
import { waitUntil } from '../stack/wait-until.ts'
import { openBrowser } from '../test/support/browser.ts'
import { type ExposedService, exposeService } from '../test/support/exposed-series.ts'
import { type PrometheusUnderTest, startPrometheus } from './test-support/a-prometheus.ts'

/** Samples needed before every rate window of four scrapes is full, and some to see. */
const LEAST_SAMPLES = 30
const RUN = 'demo-2026-11-21-170000'

const contract = parseContract(demoContract, 'demo')
const say = (): undefined => undefined
let folder: string
let target: ExposedService
let browser: Browser

/** A Prometheus under test, and a console that reads it. */
interface Watched {
  readonly prometheus: PrometheusUnderTest
  readonly server: RunningServer
}
const servers = await prometheusServersUnderTest({ env: process.env, say })
const watched: Watched[] = []

function consoleUrl(index = 0): string {
  const found = watched[index]
  assert.ok(found, `no console number ${index}`)
  return found.server.url
}
const broken: string[] = []

/** Three targets under the service's name, a watchdog, one alert that fires and one that stays pending. */
function scrapesAndRules(): { scrapes: object[]; rules: object[] } {
  const jobs = { '/service': 'service', '/poller': 'poller', '/run': 'plimsoll-run' }
  const scrapes = Object.entries(jobs).map(([metrics_path, job_name]) => ({
    job_name,
    metrics_path,
    static_configs: [
      { targets: [`127.0.0.1:${target.port}`], labels: { service_name: contract.service.name } },
    ],
  }))
  const slow = 'http_server_request_duration_seconds_count{http_route="/agents"} > 0'
  const burn = {
    record: RECORDED.sloBadRatio('1h'),
    expr: 'vector(0.002)',
    labels: { service_name: contract.service.name, slo_id: 'availability' },
  }
  const rules = [
    burn,
    { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
    { alert: 'ListAgentsSlow', expr: slow, for: '4s', labels: { severity: 'critical' } },
    { alert: 'MemoryHigh', expr: 'vector(1)', for: '1h', labels: { severity: 'warning' } },
  ]
  return { scrapes, rules }
}

async function startWatched(tool: Tool, index: number): Promise<Watched> {
  const prometheus = await startPrometheus(
    tool,
    join(folder, `prometheus-${index}`),
    scrapesAndRules(),
  )
  return { prometheus, server: await startConsole(prometheus.url) }
}

function startConsole(prometheusUrl: string): Promise<RunningServer> {
  const contractPath = join(import.meta.dirname, '../plimsoll.contract.ts')
  const project = projectAt(folder, {}, { contract: contractPath })
  return startServer({
    project,
    ...idleParts(project),
    token: 'a-token-for-this-test',
    prometheusUrl: async () => prometheusUrl,
    startRun: async () => assert.fail('a viewer starts no run'),
    log: say,
    host: '127.0.0.1',
    port: 0,
  })
}

async function hasSamples({ prometheus }: Watched): Promise<boolean> {
  const query = 'min(count_over_time(up[1m]))'
  const answer = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query })}`)
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1] ?? 0) >= LEAST_SAMPLES
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-viewer-'))
  target = await exposeService(contract, RUN)
  for (const [index, tool] of servers.entries()) watched.push(await startWatched(tool, index))
  browser = await openBrowser(process.env)
  for (const each of watched) {
    assert.ok(await waitUntil(() => hasSamples(each), 60_000), 'Prometheus scraped too little')
  }
})

after(async () => {
  await browser?.close()
  for (const { server, prometheus } of watched) {
    await server.stop()
    await prometheus.stop()
  }
  await target?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Opens a dashboard tall enough that all panels are in view, and waits for its first refresh. */
async function opened(
  dashboard: string,
  { width = 1280, height = 5200, theme = 'light', search = '', index = 0 } = {},
): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } })
  page.on('pageerror', (error) => broken.push(`${dashboard}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(`${dashboard}: ${message.text()}`)
  })
  const address = `${consoleUrl(index)}/d/${dashboard}?from=now-1m&to=now&refresh=${search}`
  await page.goto(`${address}#theme=${theme}`)
  await page.locator('#dashboard[data-refreshed]').waitFor()
  await page.waitForFunction(
    () => document.querySelector('[data-state="waiting"]') === null,
    undefined,
    { timeout: 20_000 },
  )
  return page
}

async function screenshot(page: Page, name: string): Promise<void> {
  const shots = process.env.PLIMSOLL_SCREENSHOTS
  if (!shots) return
  await mkdir(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}

for (const [index, dashboard] of servers.flatMap((_, i) =>
  Object.values(DASHBOARD_UIDS).map((uid) => [i, uid] as const),
)) {
  for (const [theme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const) {
    test(`${servers[index]?.path}, ${dashboard}, ${theme}, ${width} px wide: every panel shows data and nothing scrolls sideways`, async () => {
      const height = width === 360 ? 16_000 : 5200
      const page = await opened(dashboard, { theme, width, height, index })
      await screenshot(page, `${dashboard}-${theme}-${width}-${index}`)

      const states = await page
        .locator('.panel')
        .evaluateAll((panels) =>
          panels.map(
            (panel) => `${panel.getAttribute('aria-label')}: ${panel.getAttribute('data-state')}`,
          ),
        )
      assert.ok(states.length > 15, `only ${states.length}`)
      assert.deepEqual(
        states.filter((state) => !state.endsWith(': drawn')),
        [],
      )
      assert.equal(await page.getByText('no data').count(), 0)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.equal(overflow, 0)
      assert.deepEqual(broken, [])
      await page.close()
    })
  }
}

test('a panel says both lines of the contract and where the value stands', async () => {
  const page = await opened('plimsoll-overview')
  const slow = page.getByRole('region', { name: 'P95 GET /agents', exact: true })

  await slow.getByText('limit 600\u202fms', { exact: true }).waitFor()
  await slow.getByText('warn 400\u202fms', { exact: true }).waitFor()
  const worst = page.getByRole('region', { name: 'Worst latency of its limit' })
  await worst.locator('.value.o-fail').waitFor()
  await page.close()
})

test('the alerts’ timeline names what fires, what is pending and the watchdog', async () => {
  const page = await opened('plimsoll-overview')
  const alerts = page.getByRole('region', { name: 'Alerts', exact: true })

  await alerts.getByText('ListAgentsSlow', { exact: true }).waitFor()
  await alerts.getByText('firing', { exact: true }).waitFor()
  await alerts.getByText('pending', { exact: true }).first().waitFor()
  await alerts.getByText('Watchdog', { exact: true }).waitFor()
  await page.close()
})

test('a run that does not exist leaves the run’s panels without data, and says so', async () => {
  const page = await opened('plimsoll-load-test', { search: '&var-run=nobody' })
  const users = page.getByRole('region', { name: 'Users' })

  await users.getByText('no data').waitFor()
  assert.equal(await page.locator('#variable-run').inputValue(), 'nobody')
  await page.locator('#variable-run').selectOption(RUN)
  await page.locator('[aria-label="Users"][data-state="drawn"]').waitFor()
  assert.match(page.url(), new RegExp(`var-run=${RUN}`))
  await page.close()
})

test('dragging over a chart zooms the page; Escape goes back; the link to the other dashboard keeps the time', async () => {
  const page = await opened('plimsoll-overview')
  const plot = page.getByRole('region', { name: 'CPU' }).locator('.u-over')
  const box = await plot.boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2, { steps: 5 })
  await page.mouse.up()
  await page.waitForURL(/from=\d{13}&to=\d{13}/)
  const other = page.locator('#dashboards a:not([aria-current])').first()

  assert.match((await other.getAttribute('href')) ?? '', /plimsoll-load-test\?from=\d{13}/)
  await page.keyboard.press('Escape')
  await page.waitForURL(/from=now-1h&to=now/)
  await page.close()
})

test('a panel type the viewer does not know is refused in words', async () => {
  const page = await browser.newPage()
  await page.route('**/api/dashboards/plimsoll-overview', async (route) => {
    const response = await route.fetch()
    const dashboard = (await response.json()) as { panels: { type: string; title: string }[] }
    const panels = dashboard.panels.map((panel) =>
      panel.title === 'Requests' ? { ...panel, type: 'piechart' } : panel,
    )
    await route.fulfill({ response, json: { ...dashboard, panels } })
  })
  await page.goto(`${consoleUrl()}/d/plimsoll-overview`)

  await page.getByText('Panel type piechart is not drawn here').waitFor()
  await page.close()
})

test('when Prometheus is gone the page says so and keeps trying', async () => {
  const page = await browser.newPage()
  await page.route('**/api/prometheus/**', (route) =>
    route.fulfill({ status: 502, json: { error: { message: 'Prometheus does not answer' } } }),
  )
  await page.goto(`${consoleUrl()}/d/plimsoll-overview?refresh=5s`)
  const trouble = page.locator('#viewer-trouble')
  await trouble.getByText('Prometheus does not answer').waitFor()

  await page.unroute('**/api/prometheus/**')
  await page.locator('[aria-label="Requests"][data-state="drawn"]').waitFor()
  await trouble.waitFor({ state: 'hidden' })
  await page.close()
})
