import type { Contract } from '../../contract/schema.ts'
import { composeEnvironment } from '../../generate/environment.ts'
import { prometheusConfig } from '../../generate/prometheus-config.ts'
import { JOBS } from '../../queries/scrape-jobs.ts'
import { TOOLS } from '../../stack/tool-table.ts'
import { type Check, type Finding, fine, mend, note, quoted, skipped } from './finding.ts'
import { askJson, type Reached, type Surroundings } from './surroundings.ts'

export const NO_PROMETHEUS = skipped('no stack runs and no --prometheus was given')
export const SILENT_PROMETHEUS = skipped('Prometheus does not answer')

/** Prometheus answers, and is one that can read the generated rules. */
export const prometheus: Check = {
  id: 'prometheus',
  look: async (surroundings) => {
    const found = await surroundings.prometheus
    if (!found) return NO_PROMETHEUS
    const { url, text, failure } = found
    if (text === undefined) {
      const why = 'no alert fires and no resource is judged'
      return mend(`${url}: ${failure}`, why, await restart(surroundings, 'prometheus'))
    }
    const { data }: { data?: { version?: string } } = JSON.parse(text)
    const version = data?.version ?? 'of an unknown version'
    const { minimum = '' } = TOOLS.prometheus
    if (version.localeCompare(minimum, 'en', { numeric: true }) >= 0)
      return fine(`${version} at ${url}`)
    const seen = `${url} is ${version}, older than ${minimum}`
    return mend(seen, 'the generated rules are valid from there on', 'plimsoll tools --fetch')
  },
}

/** Every target that prometheus.yml names is there and up. */
export const targets: Check = {
  id: 'targets',
  look: async (surroundings) => {
    const found = await surroundings.prometheus
    if (!found) return NO_PROMETHEUS
    if (found.text === undefined) return SILENT_PROMETHEUS
    const answer = await askJson<TargetsAnswer>(`${found.url}/api/v1/targets?state=active`)
    const active = answer?.data.activeTargets ?? []
    const present = new Set(active.map(({ labels }) => labels.job))
    const contract = await surroundings.contract
    const wanted = contract ? scrapeJobs(contract) : []
    const absent = wanted.filter((job) => job !== JOBS.runs && !present.has(job))
    const command = await restart(surroundings, 'targets')
    const findings = [
      ...(absent.length > 0
        ? [mend(`no target of the jobs ${absent.join(', ')}`, 'their series are missing', command)]
        : []),
      ...active.flatMap(targetFinding),
    ]
    return findings.length > 0 ? findings : fine(`all ${active.length} are up`)
  },
}

/** The jobs of the generated prometheus.yml: which there are follows from the contract. */
function scrapeJobs(contract: Contract): string[] {
  const config = prometheusConfig(contract, composeEnvironment(contract))
  const { scrape_configs } = config as { scrape_configs: readonly { readonly job_name: string }[] }
  return scrape_configs.map(({ job_name }) => job_name)
}

interface TargetsAnswer {
  readonly data: { readonly activeTargets: readonly Target[] }
}

interface Target {
  readonly labels: { readonly job?: string; readonly instance?: string }
  readonly scrapeUrl: string
  readonly health: string
  readonly lastError: string
}

function targetFinding({ labels, scrapeUrl, health, lastError }: Target): Finding[] {
  if (health === 'up') return []
  const seen = `${labels.job} ${scrapeUrl} is ${health}${lastError && `: ${lastError}`}`
  const look = `curl -i ${quoted(scrapeUrl)}`
  if (health === 'unknown') return [note(seen, 'it was not scraped yet', look)]
  // A run's page goes with its process; nothing is lost once the run has ended.
  if (labels.job === JOBS.runs)
    return [note(seen, 'a run that ends leaves its target for a moment', look)]
  return [mend(seen, 'its series are missing, and rules about it fire or are silent wrongly', look)]
}

/** What starts a part of the stack again: ours whole, another one as its owner does. */
export async function restart({ stack }: Surroundings, what: string): Promise<string> {
  if ((await stack).addresses) return 'plimsoll down; plimsoll up -d'
  const name = what === 'alertmanager' ? 'alertmanager' : 'prometheus'
  return `docker compose restart ${name}`
}

/** What makes a program read its configuration again. */
export async function reload(surroundings: Surroundings, { url }: Reached): Promise<string> {
  if ((await surroundings.stack).addresses) return 'plimsoll down; plimsoll up -d'
  return `plimsoll generate && curl -X POST ${quoted(`${url}/-/reload`)}`
}
