import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `get` and `journey` are closed loops of 50 connections; `rate` asks for 200 GETs a second. */
export type Workload = 'get' | 'journey' | 'rate'

/** What one run of a generator is asked for. */
export interface Order {
  readonly url: string
  readonly workload: Workload
  readonly seconds: number
  /** An empty folder for what it writes. */
  readonly folder: string
  /** Takes whatever is posted to it. */
  readonly sink: string
}

/** Percentiles a generator reports, milliseconds; undefined where it has none. */
export interface Reported {
  readonly p50?: number | undefined
  readonly p95?: number | undefined
  readonly p99?: number | undefined
}

/** One of the tools that are compared. */
export interface Generator {
  readonly name: string
  /** Its program, looked for on PATH, and the variable that says where it is instead. */
  readonly program: string
  readonly variable?: string
  readonly versionArgs: readonly string[]
  readonly workloads: readonly Workload[]
  readonly args: (order: Order) => readonly string[]
  readonly env?: (order: Order) => Readonly<Record<string, string>>
  /** Reads the percentiles of a `rate` run from what it wrote or printed. */
  readonly reported?: (folder: string, output: string) => Reported
}

type Percentiles = Readonly<Record<string, number>>

const PEERS = fileURLToPath(new URL('peers', import.meta.url))
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const ALL: readonly Workload[] = ['get', 'journey', 'rate']

const plimsoll: Generator = {
  name: 'Plimsoll',
  program: process.execPath,
  versionArgs: [join(PROJECT, 'cli/main.ts'), '--version'],
  workloads: ALL,
  args: ({ url, workload, seconds, folder }) => {
    const contract = workload === 'journey' ? 'journey' : 'get'
    return [
      ...[join(PROJECT, 'cli/main.ts'), 'run', workload === 'rate' ? 'rate' : 'load'],
      ...['-c', fileURLToPath(new URL(`${contract}.contract.yaml`, import.meta.url))],
      ...['--target', url, '--duration', `${seconds}s`],
      ...['--reports', join(folder, 'reports'), '--run-targets', join(folder, 'targets')],
    ]
  },
  env: ({ folder }) => ({ PLIMSOLL_HOME: join(folder, 'home') }),
  reported: (folder) => {
    const { objectives } = json<{ objectives: { id: string; value: number }[] }>(
      join(folder, 'reports/latest/summary.json'),
    )
    const [p50, p95, p99] = ['p50', 'p95', 'p99'].map(
      (kind) => objectives.find(({ id }) => id === `latency.root.${kind}`)?.value,
    )
    return { p50, p95, p99 }
  },
}

const autocannon: Generator = {
  name: 'autocannon',
  program: process.execPath,
  versionArgs: [join(PROJECT, 'node_modules/autocannon/autocannon.js'), '--version'],
  workloads: ['get', 'rate'],
  args: ({ url, workload, seconds }) => [
    join(PROJECT, 'node_modules/autocannon/autocannon.js'),
    ...['--connections', '50', '--duration', String(seconds), '--json', '--no-progress'],
    ...(workload === 'rate' ? ['--overallRate', '200'] : []),
    url,
  ],
  reported: (_, output) => {
    const { latency } = JSON.parse(output.slice(output.indexOf('{'))) as { latency: Percentiles }
    return { p50: latency.p50, p99: latency.p99 } // it knows no P95
  },
}

const wrk: Generator = {
  name: 'wrk',
  program: 'wrk',
  variable: 'PLIMSOLL_BENCH_WRK',
  versionArgs: ['--version'],
  workloads: ['get'],
  args: ({ url, seconds }) => ['-t1', '-c50', `-d${seconds}s`, '--latency', `${url}/`],
}

const k6: Generator = {
  name: 'k6',
  program: 'k6',
  variable: 'PLIMSOLL_BENCH_K6',
  versionArgs: ['version'],
  workloads: ALL,
  args: ({ url, workload, seconds, folder }) => [
    ...[
      'run',
      '--quiet',
      '--address',
      '127.0.0.1:0',
      '--summary-export',
      join(folder, 'summary.json'),
    ],
    ...['-e', `URL=${url}`, '-e', `WORKLOAD=${workload}`, '-e', `SECONDS=${seconds}`],
    join(PEERS, 'k6.js'),
  ],
  env: () => ({ K6_NO_USAGE_REPORT: 'true' }),
  reported: (folder) => {
    const { metrics } = json<{ metrics: { http_req_duration: Percentiles } }>(
      join(folder, 'summary.json'),
    )
    const took = metrics.http_req_duration
    return { p50: took['p(50)'], p95: took['p(95)'], p99: took['p(99)'] }
  },
}

const k6RemoteWrite: Generator = {
  ...k6,
  name: 'k6, remote write',
  workloads: ['get', 'journey'],
  args: (order) => ['run', '--out', 'experimental-prometheus-rw', ...k6.args(order).slice(1)],
  env: ({ sink }) => ({ K6_NO_USAGE_REPORT: 'true', K6_PROMETHEUS_RW_SERVER_URL: sink }),
}

const locust = (client: 'FastHttpUser' | 'HttpUser'): Generator => ({
  name: `Locust ${client}`,
  program: 'locust',
  variable: 'PLIMSOLL_BENCH_LOCUST',
  versionArgs: ['--version'],
  workloads: ALL,
  args: ({ url, workload, seconds, folder }) => [
    ...['-f', join(PEERS, 'locustfile.py'), '--headless', '--only-summary', '--host', url],
    ...['--run-time', `${seconds}s`, '--stop-timeout', '2', '--csv', join(folder, 'locust')],
    ...(workload === 'rate' ? ['-u', '20', '-r', '20'] : ['-u', '50', '-r', '50']),
  ],
  env: ({ workload }) => ({ BENCH_CLIENT: client, BENCH_WORKLOAD: workload }),
  reported: (folder) => {
    const [head = '', row = ''] = readFileSync(join(folder, 'locust_stats.csv'), 'utf8').split('\n')
    const cell = (name: string) => Number(row.split(',')[head.split(',').indexOf(name)])
    return { p50: cell('50%'), p95: cell('95%'), p99: cell('99%') }
  },
})

const artillery: Generator = {
  name: 'Artillery',
  program: 'artillery',
  variable: 'PLIMSOLL_BENCH_ARTILLERY',
  versionArgs: ['--version'],
  workloads: ALL,
  args: ({ url, workload, folder }) => [
    ...['run', '--quiet', '--target', url, '--output', join(folder, 'out.json')],
    join(PEERS, `artillery-${workload}.yml`),
  ],
  env: ({ seconds }) => ({ SECONDS: String(seconds), ARTILLERY_DISABLE_TELEMETRY: 'true' }),
  reported: (folder) => {
    const { aggregate } = json<{ aggregate: { summaries: Record<string, Percentiles> } }>(
      join(folder, 'out.json'),
    )
    const took = aggregate.summaries['http.response_time'] ?? {}
    return { p50: took.p50, p95: took.p95, p99: took.p99 }
  },
}

/** All tools, ours first, in the order in which each round asks them. */
export const GENERATORS: readonly Generator[] = [
  plimsoll,
  autocannon,
  wrk,
  k6,
  k6RemoteWrite,
  locust('FastHttpUser'),
  locust('HttpUser'),
  artillery,
]

/** Where the generator's program is. */
export function programOf({ program, variable }: Generator): string {
  return (variable !== undefined && process.env[variable]) || program
}

/** Version it gives of itself; undefined when it is not on this machine. */
export function versionOf(generator: Generator): string | undefined {
  const { stdout, stderr, error } = spawnSync(programOf(generator), [...generator.versionArgs], {
    encoding: 'utf8',
  })
  return error ? undefined : (/\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown')
}

function json<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(path, 'utf8')) as Shape
}
