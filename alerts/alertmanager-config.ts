import type { Contract } from '../contract/schema.ts'
import { notifyReceivers, type Receiver, type SecretPlaces } from './notify-receivers.ts'

/** Where notifications go, and where their secrets are. */
export interface Delivery extends SecretPlaces {
  /** The server's webhook, and the file that holds its bearer token. */
  readonly webhook: { readonly url: string; readonly credentialsFile: string }
}

/**
 * Alertmanager's configuration, for 0.25 and later: runs are told within seconds and page nobody,
 * production waits for what belongs together, the watchdog beats every minute.
 */
export function alertmanagerConfig(contract: Pick<Contract, 'notify'>, delivery: Delivery): object {
  return {
    route: route(),
    inhibit_rules: INHIBITIONS,
    receivers: receivers(contract, delivery),
  }
}

function route(): object {
  return {
    receiver: 'tickets',
    // One group a resource: with one a service, a second fault waits for the first one's interval.
    group_by: ['alertname', 'service_name', 'resource', 'slo_id'],
    group_wait: '10s',
    group_interval: '1m',
    repeat_interval: '4h',
    routes: [
      {
        matchers: ['alertname="Watchdog"'],
        receiver: 'watchdog',
        group_by: ['alertname'],
        group_wait: '0s',
        // Measured: these two make a beat every 60 s; with 50s and 1m it is every 100 s.
        group_interval: '30s',
        repeat_interval: '50s',
      },
      {
        matchers: ['scope="run"'],
        receiver: 'runs',
        group_by: ['alertname', 'service_name', 'run', 'resource'],
        group_wait: '1s',
        group_interval: '5s',
        repeat_interval: '1h',
      },
      {
        matchers: ['severity="critical"'],
        receiver: 'pages',
        group_wait: '5s',
        group_interval: '30s',
        repeat_interval: '1h',
      },
    ],
  }
}

/** A cause hides its symptoms, the worse of two alerts about one thing hides the other. */
const INHIBITIONS = [
  {
    source_matchers: ['severity="critical"', 'resource=~".+"'],
    target_matchers: ['severity="warning"', 'burn_tier=""', 'absence=""'],
    equal: ['alertname', 'service_name', 'resource', 'instance'],
  },
  {
    source_matchers: ['burn_tier="fast"'],
    target_matchers: ['burn_tier=~"slow|ticket-fast|ticket-slow"'],
    equal: ['alertname', 'service_name', 'slo_id'],
  },
  {
    source_matchers: ['burn_tier="slow"'],
    target_matchers: ['burn_tier=~"ticket-fast|ticket-slow"'],
    equal: ['alertname', 'service_name', 'slo_id'],
  },
  {
    source_matchers: ['burn_tier="ticket-fast"'],
    target_matchers: ['burn_tier="ticket-slow"'],
    equal: ['alertname', 'service_name', 'slo_id'],
  },
  {
    // absent() keeps only the labels of its selector: no instance to compare.
    source_matchers: ['alertname="TargetDown"', 'severity="critical"'],
    target_matchers: ['absence="series"'],
    equal: ['service_name', 'job'],
  },
]

function receivers({ notify }: Pick<Contract, 'notify'>, delivery: Delivery): Receiver[] {
  const own = (sendResolved: boolean): object => ({
    url: delivery.webhook.url,
    send_resolved: sendResolved,
    http_config: {
      authorization: { type: 'Bearer', credentials_file: delivery.webhook.credentialsFile },
    },
  })
  const plimsoll = { webhook_configs: [own(true)] }
  const people = notifyReceivers(notify, delivery)
  return [
    { name: 'tickets', ...plimsoll, ...people.tickets },
    { name: 'pages', ...plimsoll, ...people.tickets, ...people.pages },
    { name: 'runs', ...plimsoll },
    { name: 'watchdog', webhook_configs: [own(false)] },
  ]
}
