import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { freePorts } from '../../stack/ports.ts'

const run = promisify(execFile)

/** One installation of docker-compose.yml under a name and ports of its own, beside any other that runs. */
export interface ComposeProject {
  readonly name: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly urls: Readonly<Record<PublishedPart, string>>
  /** Runs `docker compose`; returns what it printed, warnings included. */
  readonly compose: (...args: readonly string[]) => Promise<string>
}

export type PublishedPart = 'server' | 'grafana' | 'prometheus' | 'alertmanager' | 'demo'

const PARTS: readonly PublishedPart[] = ['server', 'grafana', 'prometheus', 'alertmanager', 'demo']

/** Chooses name and ports; nothing is started. @param more further variables of .env.example */
export async function composeProject(
  more: Readonly<Record<string, string>>,
): Promise<ComposeProject> {
  const name = `plimsoll-proof-${process.pid}`
  const ports = await freePorts(PARTS.length)
  const published = PARTS.map((part, index) => [part, ports[index]] as const)
  const env = {
    ...process.env,
    // A .env of whoever runs this says other things.
    COMPOSE_FILE: 'docker-compose.yml',
    COMPOSE_PROJECT_NAME: name,
    ...Object.fromEntries(
      published.map(([part, port]) => [`PLIMSOLL_${part.toUpperCase()}_PORT`, String(port)]),
    ),
    ...more,
  }
  return {
    name,
    env,
    urls: Object.fromEntries(
      published.map(([part, port]) => [part, `http://127.0.0.1:${port}`]),
    ) as Record<PublishedPart, string>,
    compose: async (...args) => {
      const { stdout, stderr } = await run('docker', ['compose', ...args], { env })
      return `${stdout}${stderr}`.trim()
    },
  }
}

/** Runs `docker` and returns its lines. */
export async function dockerLines(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await run('docker', [...args])
  return stdout.split('\n').filter(Boolean)
}

/** Containers, volumes and networks that carry the project's name. */
export async function remains({ name }: Pick<ComposeProject, 'name'>): Promise<string[]> {
  const filter = ['--quiet', '--filter', `label=com.docker.compose.project=${name}`]
  const lists = await Promise.all([
    dockerLines('ps', '--all', ...filter),
    dockerLines('volume', 'ls', ...filter),
    dockerLines('network', 'ls', ...filter),
  ])
  return lists.flat()
}

/** Memory of every running container by its part, bytes: what `docker stats` calls used. */
export async function memoryInUse({
  name,
}: Pick<ComposeProject, 'name'>): Promise<Map<string, number>> {
  const filter = `label=com.docker.compose.project=${name}`
  const containers = await dockerLines('ps', '--quiet', '--filter', filter)
  const format = '{{.Name}} {{.MemUsage}}'
  const lines = await dockerLines('stats', '--no-stream', '--format', format, ...containers)
  return new Map(
    lines.map((line) => {
      const [, part = '', amount = '', unit = ''] = MEMORY_LINE.exec(line) ?? []
      return [part, Number(amount) * (UNITS[unit] ?? Number.NaN)]
    }),
  )
}

/** `plimsoll-proof-1-server-1 75.77MiB / 320MiB` */
const MEMORY_LINE = /-(\w+)-\d+ ([\d.]+)(\w+) \//
const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
