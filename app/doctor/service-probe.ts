import { realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PlimsollError } from '../../contract/errors.ts'
import type { Contract } from '../../contract/schema.ts'
import type { LocalAddresses } from '../../stack/local-addresses.ts'
import { type Listener, listeners, type PortHolder, portHolder } from '../../stack/port-holder.ts'
import { findTarget } from '../../synthetic/find-target.ts'
import { askUrl, type UrlAnswer, whyUnanswered } from '../ask-url.ts'
import type { Project } from '../project.ts'
import { targetUrl } from '../run-overrides.ts'

const DEADLINE_MS = 2_000
/** A port that is only looked at in passing. */
const GLANCE_MS = 1_000

/** Where services usually tell that they are well. */
const USUAL_PATHS = [
  '/health',
  '/healthz',
  '/status',
  '/api/health',
  '/ready',
  '/readyz',
  '/livez',
  '/ping',
  '/actuator/health',
]

/** Programs that speak no HTTP, and take a question in it for an attack. */
const NOT_SERVICES = /postgres|redis|valkey|mysqld|mongod/

/** A program that answers this too answers everything: a metrics page, a catch-all. */
const NOWHERE = '/plimsoll-doctor/nothing-is-here'

/** What `plimsoll serve` says of itself: no service under test, wherever it runs. */
const PLIMSOLL_SERVER = /^\{"status":"ok","version":"[^"]*"\}$/

/** What is at the address where the service should be. */
export interface ServiceProbe {
  readonly url: string
  readonly port: number
  /** Who listens there, where it is this machine. */
  readonly holder?: PortHolder
  /** The answer of the health path, and between which moments it was given. */
  readonly answer?: UrlAnswer & { readonly askedAt: number; readonly answeredAt: number }
  /** Why there is none. */
  readonly failure?: string
  /** It may receive no load, so it was asked nothing. */
  readonly notAllowed?: string
  /** A usual path that is well, when the health path is not there. */
  readonly otherPath?: string
  /** Where else a program of this project is well. */
  readonly elsewhere: readonly (PortHolder & { readonly url: string })[]
}

/** Asks the health path of the contract's service; when it is not well, looks around for it. */
export async function probeService(
  contract: Contract,
  target: string | undefined,
  project: Project,
  stack: LocalAddresses | undefined,
): Promise<ServiceProbe> {
  const { healthPath, insecure } = contract.service
  const url = targetUrl(contract, target, project.env)
  const { hostname, port: written, protocol } = new URL(url)
  const port = Number(written) || (protocol === 'https:' ? 443 : 80)
  const host = hostname.replace(/^\[|\]$/g, '')
  const isHere = /^(?:127\.|localhost$|::1$)/.test(host)
  const holder = isHere ? portHolder(port) : undefined
  const found = { url, port, ...(holder && { holder }) }
  const lookElsewhere = () =>
    isHere ? healthyOf(candidates(project, stack, port), healthPath) : []
  try {
    await findTarget(contract, url)
    const askedAt = Date.now()
    const answer = await askUrl(`${url}${healthPath}`, { insecure, deadlineMs: DEADLINE_MS })
    const timed = { ...found, answer: { ...answer, askedAt, answeredAt: Date.now() } }
    if (answer.status !== 404 && answer.status !== 405) return { ...timed, elsewhere: [] }
    const otherPath = await usualPath(url, healthPath, insecure)
    if (otherPath !== undefined) return { ...timed, otherPath, elsewhere: [] }
    return { ...timed, elsewhere: await lookElsewhere() }
  } catch (error) {
    const known = error instanceof PlimsollError ? error : undefined
    if (known && known.code !== 'TARGET_UNREACHABLE') {
      return { ...found, notAllowed: known.message, elsewhere: [] }
    }
    const failure = whyUnanswered(known?.cause ?? error, DEADLINE_MS)
    return { ...found, failure, elsewhere: await lookElsewhere() }
  }
}

/** The first usual path that is well. */
async function usualPath(
  url: string,
  healthPath: string,
  insecure: boolean,
): Promise<string | undefined> {
  const paths = USUAL_PATHS.filter((path) => path !== healthPath)
  const well = await Promise.all(paths.map((path) => isWell(`${url}${path}`, insecure)))
  return paths.find((_, index) => well[index])
}

/** What may be the service: programs that work in the contract's folder, and the stack's demo. No other is asked. */
function candidates(
  { contractPath }: Project,
  stack: LocalAddresses | undefined,
  except: number,
): Listener[] {
  const { demo, ...parts } = stack ?? {}
  const portsOf = (urls: readonly string[]) => urls.map((url) => Number(new URL(url).port))
  const demoPort = portsOf(demo === undefined ? [] : [demo])
  const others = [except, ...portsOf(Object.values(parts))]
  const home = realFolder(dirname(contractPath))
  return listeners().filter(
    ({ port, command, folder }) =>
      (`${folder}/`.startsWith(`${home}/`) || demoPort.includes(port)) &&
      !others.includes(port) &&
      !NOT_SERVICES.test(command),
  )
}

function realFolder(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

async function healthyOf(
  found: readonly Listener[],
  healthPath: string,
): Promise<ServiceProbe['elsewhere']> {
  const asked = await Promise.all(
    found.map(async ({ port, pid, command }) => {
      const url = `http://127.0.0.1:${port}`
      const isThere = await isWell(`${url}${healthPath}`, false)
      return isThere && !(await isWell(`${url}${NOWHERE}`, false)) ? [{ url, pid, command }] : []
    }),
  )
  return asked.flat()
}

async function isWell(url: string, insecure: boolean): Promise<boolean> {
  try {
    const { status, text } = await askUrl(url, { insecure, deadlineMs: GLANCE_MS })
    return status >= 200 && status < 300 && !PLIMSOLL_SERVER.test(text)
  } catch {
    return false
  }
}
