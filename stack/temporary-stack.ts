import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ComponentName } from './component.ts'
import {
  chooseLocalPorts,
  type LocalAddresses,
  type LocalPorts,
  localAddresses,
} from './local-addresses.ts'
import { type LocalStackOptions, startLocalStack } from './local-stack.ts'
import type { OwnedStack } from './owned-stack.ts'
import { freePorts } from './ports.ts'
import { type RuntimeFolder, runtimeFolderAt } from './runtime-folder.ts'
import { STACK_TOOLS } from './tool-table.ts'
import { ensureTools } from './tools.ts'

export interface TemporaryStack {
  readonly stack: OwnedStack
  readonly runtime: RuntimeFolder
  readonly ports: LocalPorts
  readonly addresses: LocalAddresses
  /** Stops everything and removes the folder. */
  readonly close: () => Promise<void>
}

/**
 * A stack of only these components in a temporary folder with free ports, for stack tests of any
 * room: `startTemporaryStack(['postgresql', 'redis'])`. It ends with the test's process at the latest.
 */
export async function startTemporaryStack(
  only: readonly ComponentName[],
  given: Partial<Pick<LocalStackOptions, 'configFiles' | 'env' | 'tools'>> & {
    /** Configuration that names the stack's own addresses. */
    readonly configure?: (
      places: Pick<LocalStackOptions, 'ports' | 'runtime'>,
    ) => Pick<LocalStackOptions, 'files' | 'secrets'>
  } = {},
): Promise<TemporaryStack> {
  const { configure, ...settings } = given
  const say = () => undefined
  const tools = given.tools ?? (await ensureTools(STACK_TOOLS, { env: process.env, say }))
  const runtime = runtimeFolderAt(await mkdtemp(join(tmpdir(), 'plimsoll-stack-')))
  const [server = 0] = await freePorts(1)
  const ports = await chooseLocalPorts({}, { server })
  const remove = () => rm(runtime.path, { recursive: true, force: true })
  try {
    const stack = await startLocalStack({
      runtime,
      ports,
      only,
      say,
      files: new Map(),
      secrets: new Map(),
      configFiles: { prometheus: 'prometheus.yml', alertmanager: 'alertmanager.yml' },
      env: {},
      ...settings,
      ...configure?.({ ports, runtime }),
      tools,
    })
    const close = async (): Promise<void> => {
      await stack.stop()
      await remove()
    }
    return { stack, runtime, ports, addresses: localAddresses(ports), close }
  } catch (error) {
    await remove()
    throw error
  }
}
