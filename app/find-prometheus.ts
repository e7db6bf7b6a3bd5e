import { localAddresses } from '../stack/local-addresses.ts'
import { stackStatus } from '../stack/running-stack.ts'
import { runtimeFolder } from '../stack/runtime-folder.ts'
import type { Env } from './project.ts'

/** Where a Prometheus is, and the folder in which it looks for running loads, if that is ours. */
export interface FoundPrometheus {
  readonly url: string
  /** file_sd folder of the running local stack. */
  readonly targetsFolder?: string
}

/** The Prometheus that was named, else the running local stack's, else none. */
export async function findPrometheus(
  named: string | undefined,
  env: Env,
): Promise<FoundPrometheus | undefined> {
  const runtime = runtimeFolder(env)
  const status = await stackStatus(runtime)
  const local = status && localAddresses(status.ports).prometheus
  if (named) {
    const url = named.replace(/\/+$/, '')
    return url === local ? { url, targetsFolder: runtime.targets } : { url }
  }
  return local ? { url: local, targetsFolder: runtime.targets } : undefined
}
