import { resolve } from 'node:path'
import { buildArtefacts, CONFIG_FILES } from '../generate/artefacts.ts'
import type { ComponentStatus } from '../stack/component.ts'
import { startDetachedStack } from '../stack/detached-stack.ts'
import {
  chooseLocalPorts,
  type LocalAddresses,
  type LocalPorts,
  localAddresses,
} from '../stack/local-addresses.ts'
import { localEnvironment, WEBHOOK_TOKEN_FILE } from '../stack/local-environment.ts'
import { startLocalStack } from '../stack/local-stack.ts'
import type { OwnedStack } from '../stack/owned-stack.ts'
import { requireNoStack, stackStatus, stopStack } from '../stack/running-stack.ts'
import { type RuntimeFolder, runtimeFolder } from '../stack/runtime-folder.ts'
import type { StackStatus } from '../stack/stack-status.ts'
import { STACK_TOOLS } from '../stack/tool-table.ts'
import { ensureTools } from '../stack/tools.ts'
import { readContract } from '../store/contract-file.ts'
import { readOrCreateToken } from '../store/token-file.ts'
import { localDelivery } from './local-delivery.ts'
import type { Env, Project } from './project.ts'

/** A local stack that this process owns, with all that a run or a drill on it needs. */
export interface LocalStack {
  readonly stack: OwnedStack
  readonly runtime: RuntimeFolder
  readonly ports: LocalPorts
  readonly addresses: LocalAddresses
  /** Bearer token of the server and of Alertmanager's webhook. */
  readonly token: string
}

export interface UpOptions {
  readonly project: Project
  readonly say: (line: string) => void
  readonly onChange?: (status: ComponentStatus) => void
  readonly signal?: AbortSignal
  /** Port of the server; 8089 unless said otherwise. */
  readonly port?: number | undefined
  /** Let the server run the contract's schedules; else nothing disturbs what the owner measures. */
  readonly schedules?: boolean
  /** Token of the demo's fault switches; without one they are off. */
  readonly demoAdminToken?: string
}

/** Fetches what is missing, starts every component with the contract's configuration, and waits until all are ready. */
export async function bringUp(options: UpOptions): Promise<LocalStack> {
  const { project, say, onChange, signal, port, demoAdminToken } = options
  const { env } = project
  const contract = await readContract(project.contractPath)
  const tools = await ensureTools(STACK_TOOLS, { env, say })
  const runtime = runtimeFolder(env)
  await requireNoStack(runtime)
  const ports = await chooseLocalPorts(env, port === undefined ? {} : { server: port })
  const { token } = readOrCreateToken(project.home)
  const { notify, secrets, smtpSmarthost, trouble } = localDelivery(contract, env)
  for (const line of trouble) say(line)
  const environment = localEnvironment(contract, { ports, runtime })
  const stack = await startLocalStack({
    runtime,
    ports,
    tools,
    say,
    files: buildArtefacts(
      { ...contract, notify },
      { ...environment, ...(smtpSmarthost && { smtpSmarthost }) },
    ),
    secrets: new Map([
      [WEBHOOK_TOKEN_FILE, token],
      ...[...secrets].map(([name, secret]) => [`secrets/${name}`, secret] as const),
    ]),
    configFiles: CONFIG_FILES,
    env: {
      server: {
        PLIMSOLL_HOME: project.home,
        PLIMSOLL_RUNTIME: runtime.path,
        PLIMSOLL_REPORTS: project.reports,
        PLIMSOLL_CONTRACT: resolve(project.contractPath),
        PLIMSOLL_SCHEDULES: options.schedules ? 'on' : 'off',
        [contract.service.baseUrlEnv]: localAddresses(ports).demo,
      },
      ...(demoAdminToken !== undefined && { demo: { DEMO_ADMIN_TOKEN: demoAdminToken } }),
    },
    ...(onChange && { onChange }),
    ...(signal && { signal }),
  })
  return { stack, runtime, ports, addresses: localAddresses(ports), token }
}

/**
 * Starts `plimsoll up` as a background process that owns the stack, and waits until it is ready. What
 * may take long or go wrong before any component starts is done here, where it can be seen.
 */
export async function bringUpDetached(
  { project, say, onChange, port }: Omit<UpOptions, 'signal' | 'demoAdminToken'>,
  args: readonly string[],
): Promise<StackStatus> {
  const { env } = project
  await readContract(project.contractPath)
  await ensureTools(STACK_TOOLS, { env, say })
  await requireNoStack(runtimeFolder(env))
  await chooseLocalPorts(env, port === undefined ? {} : { server: port })
  const [command, main = ''] = process.argv
  return startDetachedStack({
    runtime: runtimeFolder(env),
    command: command ?? process.execPath,
    args: [main, 'up', ...args],
    cwd: process.cwd(),
    ...(onChange && { onChange }),
  })
}

/** The running stack and its addresses; undefined when none runs. */
export async function localStackStatus(
  env: Env,
): Promise<{ status: StackStatus; addresses: LocalAddresses } | undefined> {
  const status = await stackStatus(runtimeFolder(env))
  return status && { status, addresses: localAddresses(status.ports) }
}

/** Stops the running stack, whoever owns it, and returns what was stopped. */
export async function takeDown(env: Env): Promise<readonly string[]> {
  return stopStack(runtimeFolder(env))
}
