import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type Project, projectAt } from '../../app/project.ts'
import { serverToken } from '../../app/server-token.ts'
import { StartedRuns } from '../../app/started-runs.ts'
import { type RunningServer, startServer } from '../../server/start-server.ts'
import { idleParts } from '../../server/test-support/idle-parts.ts'
import { openBrowser } from '../../test/support/browser.ts'
import { aContractInput, anEndpoint, aProfile } from '../../test/support/builders.ts'

const LATENCY_MS = 5
/** As many lines as an endpoint can have: the widest table. */
const ALL_TARGETS = { p50Ms: 100, p95Ms: 200, p99Ms: 400, maxMs: 2000 }
/** Where a person who wants to look finds the pictures; nowhere unless named. */
const PICTURES = process.env.PLIMSOLL_TEST_PICTURES

/** A page and everything its browser complained of: errors, refused scripts and styles. */
export interface WatchedPage {
  readonly page: Page
  readonly errors: string[]
}

/** A console over a real server, a service that takes load, and a real browser. */
export interface ConsoleUnderTest {
  readonly project: Project
  readonly token: string
  readonly url: string
  readonly browser: Browser
  /** Opens a room; its context has its own storage, as another person's browser would. */
  readonly open: (path: string, width?: number, theme?: 'light' | 'dark') => Promise<WatchedPage>
  readonly stop: () => Promise<void>
}

/** @param host where the server says it listens: off loopback it asks readers for the token, too */
export async function startConsole(
  options: { readonly host?: string; readonly prometheusUrl?: string } = {},
): Promise<ConsoleUnderTest> {
  const stop = new AbortController()
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-console-'))
  const service = await startService()
  const { port } = service.address() as AddressInfo
  const contract = join(folder, 'contract.json')
  writeFileSync(contract, JSON.stringify(contractFor(port)))
  const project = projectAt(folder, { PLIMSOLL_RUNTIME: join(folder, 'runtime') }, { contract })
  const { token } = serverToken(project, undefined)
  const say = () => undefined
  const runs = new StartedRuns({ project, say, stop: stop.signal })
  const server: RunningServer = await startServer({
    project,
    ...idleParts(project),
    token,
    host: options.host ?? '127.0.0.1',
    port: 0,
    prometheusUrl: async () => options.prometheusUrl,
    startRun: (request) => runs.start(request),
    log: say,
  })
  const url = server.url.replace('0.0.0.0', '127.0.0.1')
  const browser = await openBrowser(process.env)
  return {
    project,
    token,
    url,
    browser,
    open: (path, width = 1280, theme = 'light') => openRoom(browser, url + path, width, theme),
    stop: async () => {
      stop.abort()
      await browser.close()
      await runs.settled()
      await server.stop()
      service.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function startService(): Promise<Server> {
  const service = createServer((_request, response) => {
    setTimeout(() => response.end('{"status":"ok"}'), LATENCY_MS)
  }).listen(0, '127.0.0.1')
  return new Promise((resolve) => service.once('listening', () => resolve(service)))
}

async function openRoom(
  browser: Browser,
  url: string,
  width: number,
  theme: 'light' | 'dark',
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(url)
  return { page, errors }
}

/** Keeps a picture of the whole page where somebody asked for pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}

/** How many pixels the page is wider than its window; 0 is right. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}

/** Two endpoints, one of which cannot hold what it promises. */
function contractFor(port: number) {
  return aContractInput({
    service: { name: 'shop', baseUrl: `http://127.0.0.1:${port}` },
    endpoints: [
      anEndpoint({ name: 'list', path: '/items', latency: ALL_TARGETS, warnMargin: 0.5 }),
      anEndpoint({ name: 'slow', path: '/items/:id', latency: { p95Ms: 2 } }),
    ],
    journeys: {
      userClasses: [
        {
          name: 'shopper',
          weight: 1,
          journeys: [
            { name: 'list', weight: 3, steps: [{ endpoint: 'list' }] },
            {
              name: 'show',
              weight: 1,
              steps: [{ endpoint: 'slow', params: { id: 7 }, headers: { 'x-key': 'a-secret' } }],
            },
          ],
        },
      ],
    },
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    resources: { memory: { warnRatio: 0.7, limitRatio: 0.85, limitBytes: 536_870_912 } },
    profiles: {
      steady: aProfile({
        description: 'A minute of arrivals',
        ratePerSecond: 40,
        rampUp: '3s',
        duration: '60s',
        judges: ['p95', 'error-ratio'],
      }),
      brief: aProfile({
        description: 'Over in two seconds',
        ratePerSecond: 150,
        duration: '2s',
        judges: ['p95', 'error-ratio'],
      }),
    },
    schedules: [{ name: 'nightly', cron: '0 2 * * *', profile: 'steady' }],
  })
}
