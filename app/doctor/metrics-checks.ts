import type { Contract } from '../../contract/schema.ts'
import { METRICS_PORT } from '../../generate/environment.ts'
import { serviceSeries } from '../../queries/dialect.ts'
import { JOBS } from '../../queries/scrape-jobs.ts'
import { routeOf } from '../../queries/service-queries.ts'
import { HTTP } from '../../series/http-series.ts'
import { listeners, type PortHolder } from '../../stack/port-holder.ts'
import { askUrl, whyUnanswered } from '../ask-url.ts'
import { promisedSeries } from '../observe-run.ts'
import { contractEdit } from './contract-edit.ts'
import {
  type Check,
  type Finding,
  fewOf,
  fine,
  mend,
  NO_CONTRACT,
  note,
  skipped,
} from './finding.ts'
import { REQUEST_MS, type Surroundings } from './surroundings.ts'

const COLLECTOR = '--import plimsoll/collector/register'
const UNSEEN = 'what is not on the page is in no rule, panel or verdict'

/** The metrics page is there and speaks the dialect of the contract. */
export const metrics: Check = {
  id: 'metrics',
  look: async (surroundings) => {
    const page = await readPage(surroundings)
    if (!page) return NO_CONTRACT
    const { contract, url, text, failure } = page
    const isDown = (await surroundings.service)?.answer === undefined
    if (text === undefined && isDown) return skipped('the service does not answer')
    if (text === undefined) return missingPage(surroundings, page, failure ?? '')
    const names = familyNames(text)
    const { dialect } = contract.service
    const other = dialect === 'otel' ? 'prom-client' : 'otel'
    const lacking = promisedSeries(contract).filter(({ name }) => !names.has(name))
    if (lacking.length === 0) return fine(`${url} has every series of the dialect ${dialect}`)
    const isOther = distinctive(other).some((name) => names.has(name))
    if (isOther && !distinctive(dialect).some((name) => names.has(name))) {
      const edit = contractEdit(surroundings.project.contractPath, 'dialect', dialect, other)
      return mend(`${url} has ${other}'s names, the contract says dialect ${dialect}`, UNSEEN, edit)
    }
    const list = fewOf(lacking.map(({ name }) => name))
    return mend(`${url} lacks ${list}`, UNSEEN, collected((await surroundings.service)?.holder))
  },
}

/** The routes of the contract are labels of the page. */
export const routes: Check = {
  id: 'routes',
  look: async (surroundings) => {
    const page = await readPage(surroundings)
    if (!page) return NO_CONTRACT
    if (page.contract.service.dialect !== 'otel') return skipped('the dialect has no routes')
    if (page.text === undefined) return skipped('there is no metrics page')
    const seen = seenRoutes(page.text)
    const wanted = page.contract.endpoints.map((each) => `${each.method} ${routeOf(each)}`)
    const unseen = wanted.filter((route) => !seen.has(route))
    if (unseen.length === 0) return fine(`all ${wanted.length} routes of the contract`)
    const found = `${unseen.length} of ${wanted.length} routes are not on the page: ${fewOf(unseen)}`
    // The collector writes every route of its instrumentation file from the start on.
    if (
      unseen.length < wanted.length &&
      /_count\{[^}]*status_code="503"[^}]*\} 0(?: \d+)?$/m.test(page.text)
    ) {
      const why = 'the service was started with the routes of an older contract'
      return mend(found, why, 'plimsoll generate  # then restart the service')
    }
    return note(found, 'a route appears with its first request', 'plimsoll run smoke')
  },
}

interface Page {
  readonly contract: Contract
  readonly url: string
  readonly text?: string
  readonly failure?: string
}

async function readPage(surroundings: Surroundings): Promise<Page | undefined> {
  const { contract, service, stack } = surroundings
  const [read, probe, { addresses }] = await Promise.all([contract, service, stack])
  if (!read || !probe) return undefined
  const isDemo = addresses?.demo === probe.url
  const { hostname } = new URL(probe.url)
  const beside = isDemo ? addresses.demoMetrics : `http://${hostname}:${METRICS_PORT}/metrics`
  const url = read.service.metricsUrl ?? beside
  const found = await pageAt(url)
  if (found.text !== undefined) return { contract: read, url, ...found }
  return { contract: read, ...((await scrapedPage(surroundings)) ?? { url, ...found }) }
}

/** A page in another network, as a Prometheus that is not of the local stack has it. */
async function scrapedPage({
  prometheus,
  stack,
}: Surroundings): Promise<Pick<Page, 'url' | 'text'> | undefined> {
  const found = await prometheus
  if (found?.text === undefined || (await stack).addresses) return undefined
  const url = `${found.url}/federate?match[]={job="${JOBS.service}"}`
  const { text } = await pageAt(url)
  return text === undefined ? undefined : { url: `what ${found.url} scraped`, text }
}

async function pageAt(url: string): Promise<Pick<Page, 'text' | 'failure'>> {
  try {
    const { status, text } = await askUrl(url, { deadlineMs: REQUEST_MS })
    if (status === 200 && familyNames(text).size > 0) return { text }
    return { failure: status === 200 ? 'answers, but with no metrics' : `answers ${status}` }
  } catch (error) {
    return { failure: whyUnanswered(error, REQUEST_MS) }
  }
}

/** Many services have their page on a port of theirs that the contract does not know. */
async function missingPage(
  { service, project }: Surroundings,
  { contract, url }: Page,
  failure: string,
): Promise<Finding> {
  const probe = await service
  const own = listeners().filter(({ pid }) => pid === probe?.holder?.pid)
  const bases = [probe?.url, ...own.map(({ port }) => `http://127.0.0.1:${port}`)]
  const pages = [...new Set(bases)].map((base) => `${base}/metrics`).filter((page) => page !== url)
  const found = await Promise.all(pages.map(async (page) => (await pageAt(page)).text))
  const other = pages.find((_, index) => found[index] !== undefined)
  if (other === undefined) return mend(`${url}: ${failure}`, UNSEEN, collected(probe?.holder))
  const { metricsUrl } = contract.service
  const edit = contractEdit(project.contractPath, 'metricsUrl', metricsUrl ?? '', other)
  return mend(`${url}: ${failure}; the page is ${other}`, UNSEEN, edit)
}

/** How the service is started with the collector, in its own words where they are known. */
function collected(holder: PortHolder | undefined): string {
  const [, program, rest] = /^(\S*node) (.+)$/.exec(holder?.command ?? '') ?? []
  if (!program || rest?.includes('collector/register')) return `node ${COLLECTOR} server.js`
  return `${program} ${COLLECTOR} ${rest}`
}

function familyNames(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^([A-Za-z_:][\w:]*)(?:\{.*\})? [-+\dNI]/gm)].map(([, name = '']) => name),
  )
}

/** Names that only this dialect has. */
function distinctive(dialect: 'otel' | 'prom-client'): string[] {
  const namesOf = (of: typeof dialect) => Object.values(serviceSeries(of)).map(({ name }) => name)
  const others = new Set(namesOf(dialect === 'otel' ? 'prom-client' : 'otel'))
  return namesOf(dialect).filter((name) => !others.has(name))
}

function seenRoutes(text: string): ReadonlySet<string> {
  const series = new RegExp(`^${HTTP.serverDuration.name}_count\\{(.*)\\} `, 'gm')
  return new Set(
    [...text.matchAll(series)].map(([, labels = '']) => {
      const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
      return `${label('http_request_method')} ${label('http_route')}`
    }),
  )
}
