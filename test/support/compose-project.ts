import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { freePorts } from '../../stack/ports.ts'

const run = promisify(execFile)

/** One installation of docker-compose.yml under a name and ports of its own, beside any other that runs. */
export interface ComposeProject {
  readonly name: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly urls: Readonly<Record<PublishedPart, string>>
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
    // A .env of whoever runs this may say other things.
    COMPOSE_FILE: 'docker-compose.yml',
    COMPOSE_PROJECT_NAME: name,
    ...Object.fromEntries(
      published.map(([part, port]) => [`PLIMSOLL_${part.toUpperCase()}_PORT`, String(port)]),
    ),
    ...more,
  }
  const urls = published.map(([part, port]) => [part, `http://127.0.0.1:${port}`])
  return { name, env, urls: Object.fromEntries(urls) }
}

/** Runs `docker`, compose with the project's variables, and returns all it printed, warnings included. */
export async function docker(
  args: readonly string[],
  env: ComposeProject['env'] = process.env,
): Promise<string> {
  const { stdout, stderr } = await run('docker', [...args], { env })
  return `${stdout}${stderr}`.trim()
}

/** Containers, volumes and networks that carry the project's name. */
export async function remains({ name }: Pick<ComposeProject, 'name'>): Promise<string[]> {
  const filter = ['--quiet', '--filter', `label=com.docker.compose.project=${name}`]
  const lists = await Promise.all([
    docker(['ps', '--all', ...filter]),
    docker(['volume', 'ls', ...filter]),
    docker(['network', 'ls', ...filter]),
  ])
  return lists.join('\n').split('\n').filter(Boolean)
}

/** Memory of every running container by its part, bytes: what `docker stats` calls used. */
export async function memoryInUse({ name, env }: ComposeProject): Promise<Map<string, number>> {
  const containers = (await docker(['compose', 'ps', '--quiet'], env)).split('\n')
  const format = '{{.Name}} {{.MemUsage}}'
  const text = await docker(['stats', '--no-stream', '--format', format, ...containers])
  return new Map(
    [...text.matchAll(MEMORY_LINE)].map(([, container = '', amount, unit = '']) => [
      container.slice(`${name}-`.length).replace(/-\d+$/, ''),
      Number(amount) * (UNITS[unit] ?? Number.NaN),
    ]),
  )
}

/** `plimsoll-proof-1-server-1 75.77MiB / 320MiB` */
const MEMORY_LINE = /^(\S+) ([\d.]+)(\w+) \//gm
const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
