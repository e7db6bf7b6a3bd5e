import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { alertmanagerConfig } from '../../alerts/alertmanager-config.ts'
import { composeEnvironment } from '../../generate/environment.ts'
import { NO_ADDRESS } from '../../synthetic/target-failure.ts'
import { askUrl } from '../ask-url.ts'
import { type Check, type Finding, fewOf, fine, mend, NO_CONTRACT, skipped } from './finding.ts'
import { reload, restart } from './prometheus-checks.ts'
import { askJson, knownAlertmanagers, REQUEST_MS, type Surroundings } from './surroundings.ts'

const UNTOLD = 'nobody is told when an alert fires'
const NO_ALERTMANAGER = skipped('no stack runs and no --alertmanager was given')
const SILENT = skipped('Alertmanager does not answer')

/** Alertmanager answers, and Prometheus sends its alerts there. */
export const alertmanager: Check = {
  id: 'alertmanager',
  look: async (surroundings) => {
    const [found, asked] = await Promise.all([surroundings.alertmanager, surroundings.prometheus])
    if (asked?.text !== undefined) {
      const known = await knownAlertmanagers(asked.url)
      const command = await reload(surroundings, asked)
      if (known.length === 0) {
        return mend(`Prometheus at ${asked.url} knows no Alertmanager`, UNTOLD, command)
      }
      // Names of another network say nothing about an address of this one.
      const isComparable = known.every((url) => new URL(url).hostname === '127.0.0.1')
      if (found && isComparable && !known.includes(found.url)) {
        const seen = `Prometheus sends its alerts to ${fewOf(known)}, not to ${found.url}`
        return mend(seen, UNTOLD, command)
      }
    }
    if (!found) return NO_ALERTMANAGER
    const { url, text, failure } = found
    if (failure === NO_ADDRESS) {
      return skipped(`${url} is in the network of Prometheus: name it with --alertmanager`)
    }
    if (text === undefined) {
      return mend(`${url}: ${failure}`, UNTOLD, await restart(surroundings, 'alertmanager'))
    }
    return fine(`${statusOf(text).versionInfo?.version ?? 'answers'} at ${url}`)
  },
}

/** Alertmanager has the receivers of the contract, and they lead to a Plimsoll server. */
export const alertRoutes: Check = {
  id: 'alert-routes',
  look: async (surroundings) => {
    const [found, contract] = await Promise.all([surroundings.alertmanager, surroundings.contract])
    if (!found) return NO_ALERTMANAGER
    if (found.text === undefined) return SILENT
    if (!contract) return NO_CONTRACT
    const original = statusOf(found.text).config?.original ?? ''
    const loaded = new Set(valuesOf(original, 'name'))
    const missing = wantedReceivers(
      alertmanagerConfig(contract, composeEnvironment(contract)),
    ).filter((name) => !loaded.has(name))
    // Alertmanager from 0.26 on shows no webhook URL: then only the test notification tells.
    const webhooks = valuesOf(original, 'url').filter((url) => url.startsWith('http'))
    const command = await reload(surroundings, found)
    if (missing.length > 0) {
      return mend(`its receivers lack ${missing.join(', ')}`, UNTOLD, command)
    }
    if (webhooks.length > 0 && !webhooks.some((url) => url.endsWith('/api/alerts'))) {
      return mend(`its webhooks lead to ${fewOf([...new Set(webhooks)])}`, UNTOLD, command)
    }
    return fine(`receivers ${[...loaded].join(', ')}`)
  },
}

/** How long a notification of a run may be under way: its group waits 1 s. */
const ARRIVAL_MS = 4_000
const LOOK_EVERY_MS = 100
/** The alert resolves by itself soon after. */
const ALERT_LASTS_MS = 10_000
export const TEST_ALERT = 'PlimsollDoctorTest'

/** A test alert that is handed to Alertmanager arrives at the server's webhook. */
export const notification: Check = {
  id: 'notification',
  look: async (surroundings) => {
    const [found, server] = await Promise.all([surroundings.alertmanager, surroundings.server])
    if (!found) return NO_ALERTMANAGER
    if (found.text === undefined) return SILENT
    if (server.text === undefined) {
      if (!found.asked) return skipped(`no server answers at ${server.url}`)
      const serve = `plimsoll serve --port ${new URL(server.url).port}`
      return mend(`no server at ${server.url}: ${server.failure}`, UNTOLD, serve)
    }
    const sent = await sendTestAlert(found.url)
    if (sent.failure !== undefined) {
      const look = `curl -i ${found.url}/api/v2/status`
      return mend(`Alertmanager takes no alert: ${sent.failure}`, UNTOLD, look)
    }
    return arrival(surroundings, found.url, server.url, sent)
  },
}

interface SentAlert {
  readonly nonce: string
  readonly sentAt: number
  readonly failure?: string
}

/** Told like an alert of a run: it pages nobody. */
async function sendTestAlert(url: string): Promise<SentAlert> {
  const nonce = randomUUID()
  const sentAt = Date.now()
  const alert = {
    labels: {
      alertname: TEST_ALERT,
      severity: 'none',
      scope: 'run',
      run: 'plimsoll-doctor',
      resource: nonce,
      nonce,
    },
    annotations: { summary: 'A test by plimsoll doctor: this route works, nothing is wrong' },
    startsAt: new Date(sentAt).toISOString(),
    endsAt: new Date(sentAt + ALERT_LASTS_MS).toISOString(),
  }
  const { status, text } = await askUrl(`${url}/api/v2/alerts`, {
    method: 'POST',
    body: JSON.stringify([alert]),
    type: 'application/json',
    deadlineMs: REQUEST_MS,
  })
  return { nonce, sentAt, ...(status !== 200 && { failure: `${status} ${text.slice(0, 200)}` }) }
}

async function arrival(
  surroundings: Surroundings,
  alertmanagerUrl: string,
  serverUrl: string,
  { nonce, sentAt }: SentAlert,
): Promise<Finding> {
  const until = performance.now() + ARRIVAL_MS
  while (performance.now() < until) {
    const listed = await askJson<ReceivedAlerts>(`${serverUrl}/api/alerts?limit=50`)
    const received = listed?.alerts.find(({ labels }) => labels.nonce === nonce)
    if (received) {
      const seconds = ((Date.parse(received.receivedAt) - sentAt) / 1000).toFixed(1)
      return fine(`a test alert arrived at ${serverUrl} after ${seconds} s`)
    }
    await pause(LOOK_EVERY_MS)
  }
  const filter = encodeURIComponent(`nonce="${nonce}"`)
  const routed = await askJson<RoutedAlerts>(`${alertmanagerUrl}/api/v2/alerts?filter=${filter}`)
  const receivers = routed?.[0]?.receivers.map(({ name }) => name) ?? []
  const to = receivers.length > 0 ? `; Alertmanager routes it to ${receivers.join(', ')}` : ''
  const seen = `a test alert did not arrive at ${serverUrl} in ${ARRIVAL_MS / 1000} s${to}`
  const command = await reload(surroundings, { url: alertmanagerUrl, asked: true })
  return mend(seen, UNTOLD, command)
}

interface ReceivedAlerts {
  readonly alerts: readonly {
    readonly receivedAt: string
    readonly labels: Readonly<Record<string, string>>
  }[]
}

type RoutedAlerts = readonly { readonly receivers: readonly { readonly name: string }[] }[]

interface AlertmanagerStatus {
  readonly versionInfo?: { readonly version?: string }
  readonly config?: { readonly original?: string }
}

function statusOf(text: string): AlertmanagerStatus {
  return JSON.parse(text) as AlertmanagerStatus
}

/** Values of a key in YAML as Alertmanager writes its own configuration: one to a line, unquoted. */
function valuesOf(yaml: string, key: string): string[] {
  const line = new RegExp(`^\\s*-? ?${key}: "?([^"\\n]+)"?$`, 'gm')
  return [...yaml.matchAll(line)].map(([, value = '']) => value)
}

function wantedReceivers(config: object): string[] {
  const { receivers } = config as { receivers: readonly { readonly name: string }[] }
  return receivers.map(({ name }) => name)
}
