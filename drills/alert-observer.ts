import { PlimsollError } from '../contract/errors.ts'

/** One alert as Prometheus holds it right now. */
export interface ActiveAlert {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly state: 'pending' | 'firing'
}

/** One delivery by Alertmanager to the webhook, as the server keeps it. */
export interface DeliveredAlert {
  readonly alert: string
  readonly status: 'firing' | 'resolved'
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  readonly labels: Readonly<Record<string, string>>
}

/** The two places where an alert shows: Prometheus fires it, the webhook receives it. */
export interface AlertObserver {
  readonly active: () => Promise<readonly ActiveAlert[]>
  readonly delivered: () => Promise<readonly DeliveredAlert[]>
}

/** A local API that does not answer within this is down; both answer in milliseconds when well. */
const ANSWER_WITHIN_MS = 5000

/**
 * Watches a running stack over HTTP: Prometheus' alerts and the server's list of notifications.
 * @param token the server's, where it takes us for another machine, as a server in a container does
 */
export function httpAlertObserver(
  prometheusUrl: string,
  serverUrl: string,
  token?: string,
): AlertObserver {
  return {
    active: async () => {
      const body = await getJson(new URL('/api/v1/alerts', prometheusUrl))
      return listOf(fieldOf(fieldOf(body, 'data'), 'alerts')).map((alert) => ({
        name: String(fieldOf(fieldOf(alert, 'labels'), 'alertname')),
        labels: textsOf(fieldOf(alert, 'labels')),
        state: fieldOf(alert, 'state') === 'firing' ? 'firing' : 'pending',
      }))
    },
    delivered: async () => {
      const body = await getJson(new URL('/api/alerts', serverUrl), token)
      return listOf(fieldOf(body, 'alerts')).map((entry) => ({
        alert: String(fieldOf(entry, 'alert')),
        status: fieldOf(entry, 'status') === 'resolved' ? 'resolved' : 'firing',
        receivedAt: String(fieldOf(entry, 'receivedAt')),
        labels: textsOf(fieldOf(entry, 'labels')),
      }))
    },
  }
}

async function getJson(url: URL, token?: string): Promise<unknown> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return await response.json()
  } catch (cause) {
    throw new PlimsollError('DRILL_FAILED', `${url} did not answer: ${(cause as Error).message}`, {
      hint: 'plimsoll status shows which part of the stack is down',
      cause,
    })
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {})
  return Object.fromEntries(entries.map(([key, text]) => [key, String(text)]))
}
