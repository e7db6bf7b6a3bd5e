import { RULE_TOPICS } from '../alerts/rules.ts'
import { promDuration } from '../contract/durations.ts'
import type { Contract } from '../contract/schema.ts'
import { JOBS } from '../queries/scrape-jobs.ts'
import type { Environment, ScrapeTarget } from './environment.ts'

/** prometheus.yml, for 2.42 and later. Every series carries `service_name`, so that one alert can hide another. */
export function prometheusConfig(contract: Pick<Contract, 'service'>, env: Environment): object {
  const { service, poller, server, prometheus, alertmanager } = env.targets
  const interval = promDuration(env.scrapeIntervalMs)
  return {
    global: {
      scrape_interval: interval,
      // A scrape that takes longer than the interval would put holes into 30 s windows.
      scrape_timeout: interval,
      evaluation_interval: promDuration(env.evaluationIntervalMs),
      external_labels: { deployment_environment_name: env.name },
    },
    rule_files: RULE_TOPICS.map((topic) => `${env.rulesFolder}/${topic}.yml`),
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
    scrape_configs: [
      job(JOBS.service, service, contract.service.name),
      // What the poller reads belongs to the service: its database, its Redis.
      ...(poller ? [job(JOBS.poller, poller, contract.service.name)] : []),
      job(JOBS.server, server, 'plimsoll'),
      job(JOBS.prometheus, prometheus, 'prometheus'),
      job(JOBS.alertmanager, alertmanager, 'alertmanager'),
      {
        job_name: JOBS.runs,
        // A run must be seen soon after its start, and be forgotten soon after its end.
        file_sd_configs: [{ files: [env.runTargetFiles], refresh_interval: interval }],
        relabel_configs: [{ target_label: 'service_name', replacement: contract.service.name }],
      },
    ],
  }
}

function job(name: string, { address, path, scheme }: ScrapeTarget, serviceName: string): object {
  return {
    job_name: name,
    ...(path !== undefined && { metrics_path: path }),
    ...(scheme !== undefined && { scheme }),
    static_configs: [{ targets: [address], labels: { service_name: serviceName } }],
  }
}
