import { localAddresses } from '../stack/local-addresses.ts'
import { stackStatus } from '../stack/running-stack.ts'
import { runtimeFolder } from '../stack/runtime-folder.ts'
import type { Env } from './project.ts'

/** How runs and Prometheus find one another, as flags or environment say it; the local stack needs none of it. */
export interface Scraping {
  /** Prometheus' base URL; else the running local stack's. */
  readonly prometheus?: string | undefined
  /** file_sd folder of the Prometheus that was named. */
  readonly targetsFolder?: string | undefined
  /** Host name under which that Prometheus reaches this process; else 127.0.0.1. */
  readonly telemetryHost?: string | undefined
}

/** Where a Prometheus is, and the folder in which it looks for running loads, if that is known. */
export interface FoundPrometheus {
  readonly url: string
  /** file_sd folder. */
  readonly targetsFolder?: string
}

/** The Prometheus that was named, else the running local stack's, else none. */
export async function findPrometheus(
  { prometheus, targetsFolder }: Scraping,
  env: Env,
): Promise<FoundPrometheus | undefined> {
  const runtime = runtimeFolder(env)
  const status = await stackStatus(runtime)
  const local = status && localAddresses(status.ports).prometheus
  if (!prometheus) return local ? { url: local, targetsFolder: runtime.targets } : undefined
  const url = prometheus.replace(/\/+$/, '')
  const folder = targetsFolder ?? (url === local ? runtime.targets : undefined)
  return { url, ...(folder !== undefined && { targetsFolder: folder }) }
}
