import { rmSync, writeFileSync } from 'node:fs'
import { PlimsollError } from '../contract/errors.ts'
import type { Component, ComponentName, ComponentStatus } from './component.ts'
import type { ComponentContext } from './component-context.ts'
import { alertmanagerComponent } from './components/alertmanager.ts'
import { demoComponent } from './components/demo.ts'
import { pollerComponent } from './components/poller.ts'
import { postgresqlComponent } from './components/postgresql.ts'
import { prometheusComponent } from './components/prometheus.ts'
import { redisComponent } from './components/redis.ts'
import { serverComponent } from './components/server.ts'
import { diskFullError } from './disk-full.ts'
import { type FileLock, tryLock } from './file-lock.ts'
import { childrenDieWithOwner } from './owned-command.ts'
import { OwnedStack } from './owned-stack.ts'
import { endLeftovers } from './process-records.ts'
import { alreadyRunning } from './running-stack.ts'
import { openRuntimeFolder, type RuntimeFolder, writeConfig } from './runtime-folder.ts'
import { Supervisor } from './supervisor.ts'

/** The whole stack; what a component needs starts before it. */
const COMPONENTS: Readonly<Record<ComponentName, (context: ComponentContext) => Component>> = {
  postgresql: postgresqlComponent,
  redis: redisComponent,
  prometheus: prometheusComponent,
  alertmanager: alertmanagerComponent,
  demo: demoComponent,
  poller: pollerComponent,
  server: serverComponent,
}

export interface LocalStackOptions extends ComponentContext {
  /** Written below the runtime folder's `config`, by path: rules, prometheus.yml, routes. */
  readonly files: ReadonlyMap<string, string>
  /** Written beside them, readable by their owner alone: the webhook's bearer token. */
  readonly secrets: ReadonlyMap<string, string>
  /** The components to start; all of them unless named. */
  readonly only?: readonly ComponentName[]
  readonly onChange?: (status: ComponentStatus) => void
  /** Aborting it while the stack starts stops what runs and rejects with its reason. */
  readonly signal?: AbortSignal
}

/**
 * Starts the local stack and returns when every component is ready. When one fails, all are stopped
 * and the error shows the end of its log. Only one stack runs in a runtime folder.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<OwnedStack> {
  const { runtime, say } = options
  const lock = takeFolder(runtime)
  if (!lock) throw await alreadyRunning(runtime)
  try {
    rmSync(runtime.failureFile, { force: true })
    const left = await endLeftovers(runtime.recordFile)
    if (left.length > 0) say(`ended what an earlier stack left behind: ${left.join(', ')}`)
    if (!childrenDieWithOwner()) {
      say('no setpriv here: if Plimsoll is killed, the next start ends its processes')
    }
    await writeConfig(runtime, options.files, options.secrets)
    const stack = new OwnedStack(supervisorFor(options), options)
    await stack.start(options.signal)
    void stack.stopped.then(lock.release)
    return stack
  } catch (cause) {
    const error = diskFullError(cause)
    recordFailure(runtime, error)
    lock.release()
    throw error
  }
}

function takeFolder(runtime: RuntimeFolder): FileLock | undefined {
  try {
    openRuntimeFolder(runtime)
    return tryLock(runtime.lockFile)
  } catch (error) {
    throw diskFullError(error)
  }
}

function supervisorFor(options: LocalStackOptions): Supervisor {
  const { runtime, onChange, say } = options
  const names = options.only ?? (Object.keys(COMPONENTS) as ComponentName[])
  return new Supervisor(
    names.map((name) => COMPONENTS[name](options)),
    { logFolder: runtime.logs, recordFile: runtime.recordFile, say, ...(onChange && { onChange }) },
  )
}

/** For whoever started this process in the background and waits for word of it. */
function recordFailure(runtime: RuntimeFolder, error: unknown): void {
  if (!(error instanceof PlimsollError)) return
  const { code, message, hint } = error
  try {
    writeFileSync(runtime.failureFile, JSON.stringify({ code, message, hint }))
  } catch {
    // No space even for that: the log of the background process has the error too.
  }
}
