import type { Contract } from '../../contract/schema.ts'
import { type LocalAddresses, localAddresses, SERVER_PORT } from '../../stack/local-addresses.ts'
import { stackStatus } from '../../stack/running-stack.ts'
import { type RuntimeFolder, runtimeFolder } from '../../stack/runtime-folder.ts'
import { readContract } from '../../store/contract-file.ts'
import { askUrl, whyUnanswered } from '../ask-url.ts'
import type { Project } from '../project.ts'
import { probeService, type ServiceProbe } from './service-probe.ts'

/** Longest one request of a check may take: what is well answers within milliseconds. */
export const REQUEST_MS = 2_000

export interface DoctorOptions {
  readonly project: Project
  readonly target?: string | undefined
  /** Base URLs that were named; what is named must be there. */
  readonly prometheus?: string | undefined
  readonly alertmanager?: string | undefined
  /** Port of the server, when it was named. */
  readonly port?: number | undefined
}

/** The local stack as its owner tells it; `silent` when the owner does not answer. */
export interface StackFound {
  readonly addresses?: LocalAddresses
  readonly pid?: number
  readonly silent?: true
}

/** A program of the stack that was looked for. */
export interface Reached {
  readonly url: string
  /** It was named by a flag or variable, so its absence is no accident. */
  readonly asked: boolean
  /** Its answer; without one `failure` says why. */
  readonly text?: string
  readonly failure?: string
}

/** What several checks want to know, found out once, all at the same time. */
export interface Surroundings {
  readonly project: Project
  readonly runtime: RuntimeFolder
  readonly serverPort: number
  /** undefined when it cannot be read: the check `contract` says why. */
  readonly contract: Promise<Contract | undefined>
  readonly stack: Promise<StackFound>
  readonly service: Promise<ServiceProbe | undefined>
  /** undefined when none was named and no stack runs. */
  readonly prometheus: Promise<Reached | undefined>
  readonly alertmanager: Promise<Reached | undefined>
  readonly server: Promise<Reached>
}

/** Begins to find out; nothing here throws. */
export function lookAround(options: DoctorOptions): Surroundings {
  const { project, port } = options
  const runtime = runtimeFolder(project.env)
  const contract = readContract(project.contractPath).catch(() => undefined)
  const stack = findStack(runtime)
  const serverPort = port ?? SERVER_PORT
  const prometheus = stack.then(({ addresses }) =>
    reach(options.prometheus, addresses?.prometheus, '/api/v1/status/buildinfo'),
  )
  return {
    project,
    runtime,
    serverPort,
    contract,
    stack,
    service: serviceOf(options, contract, stack),
    prometheus,
    alertmanager: findAlertmanager(options.alertmanager, stack, prometheus),
    server: stack.then(async ({ addresses }) => {
      const named = port === undefined ? undefined : `http://127.0.0.1:${port}`
      const found = await reach(named, addresses?.server, '/health')
      return found ?? question(`http://127.0.0.1:${serverPort}`, false, '/health')
    }),
  }
}

async function findStack(runtime: RuntimeFolder): Promise<StackFound> {
  try {
    const status = await stackStatus(runtime, AbortSignal.timeout(REQUEST_MS))
    return status ? { pid: status.pid, addresses: localAddresses(status.ports) } : {}
  } catch {
    return { silent: true }
  }
}

async function serviceOf(
  { project, target }: DoctorOptions,
  contract: Promise<Contract | undefined>,
  stack: Promise<StackFound>,
): Promise<ServiceProbe | undefined> {
  const read = await contract
  return read && probeService(read, target, project, (await stack).addresses)
}

/** What was named, else what the stack has, else what Prometheus sends its alerts to. */
async function findAlertmanager(
  named: string | undefined,
  stack: Promise<StackFound>,
  prometheus: Promise<Reached | undefined>,
): Promise<Reached | undefined> {
  const path = '/api/v2/status'
  const found = await reach(named, (await stack).addresses?.alertmanager, path)
  const asked = await prometheus
  if (found || asked?.text === undefined) return found
  const [url] = await knownAlertmanagers(asked.url)
  return url === undefined ? undefined : question(url, asked.asked, path)
}

/** Base URLs of the Alertmanagers that a Prometheus knows; none when it does not say. */
export async function knownAlertmanagers(prometheusUrl: string): Promise<string[]> {
  const answer = await askJson<KnownAlertmanagers>(`${prometheusUrl}/api/v1/alertmanagers`)
  return (answer?.data.activeAlertmanagers ?? []).map(({ url }) =>
    url.replace(/\/api\/v\d\/alerts$/, ''),
  )
}

interface KnownAlertmanagers {
  readonly data: { readonly activeAlertmanagers: readonly { readonly url: string }[] }
}

/** The JSON at a URL; undefined when there is none. */
export async function askJson<T>(url: string): Promise<T | undefined> {
  try {
    const { status, text } = await askUrl(url, { deadlineMs: REQUEST_MS })
    return status === 200 ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

async function reach(
  named: string | undefined,
  local: string | undefined,
  path: string,
): Promise<Reached | undefined> {
  if (named) return question(named.replace(/\/+$/, ''), true, path)
  return local === undefined ? undefined : question(local, true, path)
}

async function question(url: string, asked: boolean, path: string): Promise<Reached> {
  try {
    const { status, text } = await askUrl(`${url}${path}`, { deadlineMs: REQUEST_MS })
    if (status === 200 && text.startsWith('{')) return { url, asked, text }
    return { url, asked, failure: `GET ${path} answers ${status}, as another program would` }
  } catch (error) {
    return { url, asked, failure: whyUnanswered(error, REQUEST_MS) }
  }
}
