import type { Notification } from '../app/notifications.ts'
import { PlimsollError } from '../contract/errors.ts'

type Fields = Readonly<Record<string, unknown>>

/** Alertmanager's zero time: the end of an alert that has none. */
const NO_TIME = '0001-01-01T00:00:00Z'

/**
 * Reads Alertmanager's webhook, version 4
 * (prometheus.io/docs/alerting/latest/configuration/#webhook_config), one notification an alert.
 */
export function parseWebhook(body: unknown, now: Date): Notification[] {
  const group = fields(body, 'the body')
  if (group.version !== '4') throw refused(`want version "4", got ${JSON.stringify(group.version)}`)
  if (!Array.isArray(group.alerts)) throw refused('want a list of alerts')
  const receiver = text(group, 'receiver')
  const groupKey = text(group, 'groupKey')
  return group.alerts.map((entry: unknown, index): Notification => {
    const alert = fields(entry, `alerts[${index}]`)
    const labels = texts(alert.labels)
    const { severity } = labels
    const { summary } = texts(alert.annotations)
    const status = alert.status === 'resolved' ? 'resolved' : 'firing'
    const { generatorURL } = texts({ generatorURL: alert.generatorURL })
    const endsAt = typeof alert.endsAt === 'string' ? alert.endsAt : NO_TIME
    return {
      receivedAt: now.toISOString(),
      status,
      alert: labels.alertname ?? 'unnamed',
      ...(severity !== undefined && { severity }),
      ...(summary !== undefined && { summary }),
      startsAt: text(alert, 'startsAt'),
      ...(status === 'resolved' && endsAt !== NO_TIME && { endsAt }),
      receiver,
      groupKey,
      fingerprint: text(alert, 'fingerprint'),
      ...(generatorURL && { generatorUrl: generatorURL }),
      labels,
    }
  })
}

function fields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw refused(`${what}: want a JSON object`)
}

function text(of: Fields, name: string): string {
  const value = of[name]
  if (typeof value === 'string') return value
  throw refused(`${name}: want text`)
}

function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {})
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function refused(message: string): PlimsollError {
  return new PlimsollError('USAGE', `not an Alertmanager webhook: ${message}`)
}
