import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PlimsollError } from '../contract/errors.ts'
import type { Environment } from './cache-folder.ts'
import { projectFolder } from './project-folder.ts'
import { runProgram } from './run-program.ts'

/** Before these, health checks have no `start_interval` and an override cannot leave a container out. */
const OLDEST = { engine: 25, compose: 2.24 } as const
const ANSWER_WITHIN_MS = 20_000
/** What a failed start said last is worth repeating; the rest has been told already. */
const LAST_LINES = 6

/** One container of the compose file. */
export interface ContainerStatus {
  readonly name: string
  /** As Docker says it: `Up 2 minutes (healthy)`. */
  readonly state: string
  /** Where it is reached from this machine; absent when it is not published. */
  readonly url?: string
}

export interface ComposeOptions {
  readonly env: Environment
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
}

/** Builds and starts all containers and returns when every health check passes. */
export async function composeUp(options: ComposeOptions): Promise<readonly ContainerStatus[]> {
  await requireCompose(options.env)
  await compose(['up', '--detach', '--build', '--wait'], options)
  return composeStatus(options.env)
}

/** Stops and removes all containers; their volumes only when asked. */
export async function composeDown(
  { volumes }: { readonly volumes: boolean },
  options: ComposeOptions,
): Promise<void> {
  await requireCompose(options.env)
  // Those that only a profile brings are meant too.
  await compose(['--profile', '*', 'down', ...(volumes ? ['--volumes'] : [])], options)
}

/** Every container there is, running or not; none when compose was never up. */
export async function composeStatus(env: Environment): Promise<readonly ContainerStatus[]> {
  const text = await docker(['compose', 'ps', '--all', '--format', 'json'], env)
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => containerStatus(JSON.parse(line)))
}

interface Listed {
  readonly Service: string
  readonly Status: string
  readonly Publishers?: readonly { readonly URL: string; readonly PublishedPort: number }[] | null
}

function containerStatus({ Service, Status, Publishers }: Listed): ContainerStatus {
  const published = Publishers?.find(({ PublishedPort }) => PublishedPort > 0)
  return {
    name: Service,
    state: Status,
    ...(published && { url: `http://${published.URL}:${published.PublishedPort}` }),
  }
}

/** Asks for docker, its compose plugin and its engine, each with what to do where it is missing or too old. */
async function requireCompose(env: Environment): Promise<void> {
  const installed = await versionOf(['compose', 'version', '--short'], env, {
    what: 'docker with its compose plugin',
    hint: 'install both (docs.docker.com/engine/install), or start without Docker: plimsoll up',
  })
  requireVersion('docker compose', installed, OLDEST.compose)
  const engine = await versionOf(['version', '--format', '{{.Server.Version}}'], env, {
    what: 'a docker engine',
    hint: 'start it, and let your user reach it (the group docker), or start without Docker: plimsoll up',
  })
  requireVersion('the docker engine', engine, OLDEST.engine)
}

async function versionOf(
  args: readonly string[],
  env: Environment,
  { what, hint }: { readonly what: string; readonly hint: string },
): Promise<string> {
  try {
    return (await docker(args, env)).trim()
  } catch (cause) {
    const message = `${what} does not answer: ${(cause as Error).message}`
    throw new PlimsollError('TOOL_MISSING', message, { hint, cause })
  }
}

/** @param oldest major, or major.minor with two digits after the point */
function requireVersion(what: string, version: string, oldest: number): void {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  if (Number(major) + Number(minor) / 100 >= oldest) return
  throw new PlimsollError('TOOL_MISSING', `${what} is ${version}: want ${oldest} or newer`, {
    hint: 'update it (docs.docker.com/engine/install), or start without Docker: plimsoll up',
  })
}

function docker(args: readonly string[], env: Environment): Promise<string> {
  return runProgram('docker', args, { cwd: projectFolder(), env, deadlineMs: ANSWER_WITHIN_MS })
}

/** Runs compose where docker-compose.yml and .env are, telling each line; a failure repeats the last ones. */
async function compose(
  args: readonly string[],
  { env, say, signal }: ComposeOptions,
): Promise<void> {
  const child = spawn('docker', ['compose', '--progress', 'plain', ...args], {
    cwd: projectFolder(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const interrupt = (): void => void child.kill('SIGINT')
  signal?.addEventListener('abort', interrupt, { once: true })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return
      lines.push(line.trim())
      say(line.trim())
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  signal?.removeEventListener('abort', interrupt)
  signal?.throwIfAborted()
  if (code !== 0) throw composeError(lines)
}

function composeError(lines: readonly string[]): PlimsollError {
  const tail = lines.slice(-LAST_LINES).join('\n  ')
  const taken = /[^ ]+:\d+(?=[^:]*: (?:port is already allocated|.*address already in use))/.exec(
    tail,
  )
  if (taken) {
    const hint = 'stop what holds it, or choose another port: .env.example names the variables'
    return new PlimsollError('PORT_TAKEN', `${taken[0]} is taken`, { hint })
  }
  const [, unhealthy = 'NAME'] = /container \S*?-(\w+)-\d+ (?:is unhealthy|exited)/.exec(tail) ?? []
  return new PlimsollError('PROCESS_FAILED', `docker compose failed\n  ${tail}`, {
    hint: `read what it wrote: docker compose logs ${unhealthy}`,
  })
}
