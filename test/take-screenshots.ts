import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bringUp } from '../app/local-stack.ts'
import { runProfile } from '../app/run.ts'
import { openBrowser } from './support/browser.ts'
import { temporaryProject } from './support/temporary-project.ts'

/** Takes the README's pictures from a real run of the demo profile: `node test/take-screenshots.ts`. */
const IMAGES = 'docs/images'
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const { project, remove } = temporaryProject()
const local = await bringUp({ project, say, port: 0 })
try {
  mkdirSync(IMAGES, { recursive: true })
  const {
    reportFolder = '',
    verdict,
    record,
  } = await runProfile({
    project,
    profile: 'demo',
    overrides: { target: local.addresses.demo },
    scraping: { prometheus: local.addresses.prometheus },
    stop: new AbortController().signal,
    say,
  })
  say(verdict.sentence)
  const browser = await openBrowser(process.env)
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  await page.goto(new URL('/contract', local.addresses.server).href)
  await page.getByRole('heading', { name: 'Profiles' }).waitFor()
  await page.screenshot({ path: join(IMAGES, 'console.png') })
  await page.goto(pathToFileURL(join(reportFolder, 'report.html')).href)
  await page.screenshot({ path: join(IMAGES, 'report.png') })
  const dashboard = new URL('/d/plimsoll-load-test', local.addresses.server)
  dashboard.search = new URLSearchParams({
    'var-run': record.label,
    from: 'now-3m',
    to: 'now',
  }).toString()
  await page.goto(dashboard.href)
  await page.locator('#dashboard[data-refreshed]').waitFor()
  // only panels in view ask Prometheus: two rows of stats and charts are enough for a picture
  await page.locator('[data-state="drawn"]').nth(9).waitFor()
  await page.screenshot({ path: join(IMAGES, 'dashboard.png') })
  await browser.close()
} finally {
  await local.stack.stop()
  remove()
}
