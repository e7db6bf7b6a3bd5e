import type { Contract } from '../contract/schema.ts'

/** Where the preload serves /metrics unless it is told otherwise; OpenTelemetry's exporters use it too. */
export const METRICS_PORT = 9464

/** One address that Prometheus scrapes. */
export interface ScrapeTarget {
  /** host:port */
  readonly address: string
  /** Default `/metrics`. */
  readonly path?: string
  /** Default `http`. */
  readonly scheme?: 'http' | 'https'
}

/**
 * Where the parts of one installation are. The committed files are those of `composeEnvironment`;
 * another installation spreads it and replaces what differs, as stack/ does with its free ports:
 * `{ ...composeEnvironment(contract), name: 'local', targets: { ... }, webhook: { ... } }`.
 */
export interface Environment {
  /** Written on every series as `deployment_environment_name` when it leaves Prometheus. */
  readonly name: string
  readonly targets: {
    readonly service: ScrapeTarget
    /** Absent where the contract limits nothing that the poller reads. */
    readonly poller?: ScrapeTarget
    /** `plimsoll serve`. */
    readonly server: ScrapeTarget
    readonly prometheus: ScrapeTarget
    /** Scraped, and the receiver of alerts. */
    readonly alertmanager: ScrapeTarget
  }
  /**
   * file_sd files of running loads: JSON `[{ "targets": ["host:port"] }]`, written at the start of
   * a run and removed after its end. prometheus.yml adds `service_name` to what it finds there.
   */
  readonly runTargetFiles: string
  /** Folder of the rule files, relative to prometheus.yml. */
  readonly rulesFolder: string
  readonly scrapeIntervalMs: number
  readonly evaluationIntervalMs: number
  /** The server's receiver of notifications, and the file that holds its bearer token. */
  readonly webhook: { readonly url: string; readonly credentialsFile: string }
  /**
   * Folder with one file for each secret that `notify` names, named after the environment variable:
   * Alertmanager expands no variables, but reads these files at each notification.
   */
  readonly secretsFolder: string
  /** host:port of the mail relay, which Alertmanager can read from no file. */
  readonly smtpSmarthost: string
  /** Grafana or the console: `<base>/d/<uid>` must show a dashboard. */
  readonly dashboardBaseUrl: string
  /** Where docs/runbooks can be read; by default the path in the repository. */
  readonly runbookBaseUrl: string
}

/**
 * Run gates look at windows of 30 s: with a scrape every 5 s they hold six samples, and one lost
 * scrape changes nothing. Rules are evaluated as often, so that a gate is late by one scrape at most.
 */
const INTERVAL_MS = 5000

/** `docker compose up`: services reach one another by their names. */
export function composeEnvironment(contract: Pick<Contract, 'service' | 'resources'>): Environment {
  return {
    name: 'compose',
    targets: {
      service: serviceTarget(contract) ?? { address: `demo:${METRICS_PORT}` },
      // A poller that is scraped but has no database to ask is not there, and TargetDown would fire.
      ...(asksPoller(contract) && { poller: { address: `poller:${METRICS_PORT}` } }),
      server: { address: 'server:8089' },
      prometheus: { address: 'localhost:9090' },
      alertmanager: { address: 'alertmanager:9093' },
    },
    runTargetFiles: '/etc/prometheus/targets/*.json',
    rulesFolder: 'alerts/generated',
    scrapeIntervalMs: INTERVAL_MS,
    evaluationIntervalMs: INTERVAL_MS,
    webhook: {
      url: 'http://server:8089/api/alerts',
      credentialsFile: '/run/secrets/plimsoll_webhook_token',
    },
    secretsFolder: '/run/secrets',
    smtpSmarthost: 'smtp:25',
    dashboardBaseUrl: 'http://127.0.0.1:3001',
    runbookBaseUrl: 'docs/runbooks',
  }
}

/** The contract's own `metricsUrl`, which wins over what an environment would guess. */
export function serviceTarget({ service }: Pick<Contract, 'service'>): ScrapeTarget | undefined {
  if (!service.metricsUrl) return undefined
  const { host, pathname, protocol } = new URL(service.metricsUrl)
  const scheme = protocol === 'https:' ? 'https' : 'http'
  return { address: host, path: pathname, scheme }
}

/** Whether the contract limits what PostgreSQL, Redis or the host themselves count. */
function asksPoller({ resources }: Pick<Contract, 'resources'>): boolean {
  const { dbConnections, redisMemory, cacheHitRatio, networkIo, diskIo } = resources
  return [dbConnections, redisMemory, cacheHitRatio, networkIo, diskIo].some(
    (limit) => limit !== undefined,
  )
}
