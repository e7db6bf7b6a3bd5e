/** @import { FiringAlert, Notification } from './api-types.js' */
import { ApiError, listFiring, listNotifications, listRunbooks } from './api.js'
import { h, put, state } from './dom.js'
import { lengthText, momentText } from './format.js'
import { polled } from './polled.js'
import { table } from './table.js'

/** Fires for ever: its beat proves that alerts get through, it is no trouble. */
const WATCHDOG = 'Watchdog'

/** Alerts: what Prometheus sees firing now, and what Alertmanager delivered here. @type {import('./rooms.js').Opener} */
export function openAlerts(host) {
  const body = h('div')
  put(host, h('div', { class: 'head' }, h('h1', {}, 'Alerts')), body)
  const refresh = polled(body, whatAlerts, ({ firing, runbooks, deliveries }) => [
    ...(firing ? firingNow(firing, runbooks) : notWatched()),
    ...delivered(deliveries, runbooks),
  ])
  return { title: 'Alerts', refresh }
}

async function whatAlerts() {
  const [firing, { runbooks }, { alerts }] = await Promise.all([
    listFiring().catch((error) => {
      if (error instanceof ApiError && error.status === 502) return undefined
      throw error
    }),
    listRunbooks(),
    listNotifications(),
  ])
  return { firing, runbooks, deliveries: deliveriesOf(alerts) }
}

/**
 * @param {FiringAlert[]} all
 * @param {string[]} runbooks
 */
function firingNow(all, runbooks) {
  const firing = all.filter(({ labels }) => labels.alertname !== WATCHDOG)
  const beats = all.length > firing.length ? ' The watchdog beats: rules are evaluated.' : ''
  const title = h('h2', {}, 'Now')
  if (firing.length === 0) {
    return [
      title,
      h(
        'p',
        { class: 'quiet' },
        state('pass', 'Nothing fires.'),
        h('span', { class: 'dim' }, beats),
      ),
    ]
  }
  const rows = firing
    .toSorted((a, b) => a.state.localeCompare(b.state) || a.activeAt.localeCompare(b.activeAt))
    .map(({ state: now, labels, annotations, activeAt }) => [
      alertName(labels.alertname ?? '', labels, runbooks),
      now === 'pending' ? state('undecided', 'pending') : alertState('firing', labels.severity),
      annotations.summary ?? '',
      momentText(activeAt),
      webLink(annotations.dashboard_url, 'dashboard'),
    ])
  const columns = [
    { name: 'Alert' },
    { name: 'State' },
    { name: 'What it says', of: 'said' },
    { name: 'Since', of: 'n' },
    { name: 'Look', of: 'hm' },
  ]
  return [
    title,
    h('p', { class: 'dim' }, `${firing.length} in Prometheus.${beats}`),
    table(columns, rows, 'Firing now'),
  ]
}

function notWatched() {
  return [
    h('h2', {}, 'Now'),
    h(
      'p',
      { class: 'problem' },
      'No Prometheus answers, so nobody evaluates the rules. Start the stack: ',
      h('code', {}, 'npx plimsoll up'),
      '.',
    ),
  ]
}

/**
 * @typedef {Notification & { deliveredAt: string, deliveries: number }} Delivery one alert from its first delivery to its last
 * @param {Notification[]} notifications newest first
 * @returns {Delivery[]}
 */
function deliveriesOf(notifications) {
  /** @type {Map<string, Delivery>} */
  const byAlert = new Map()
  for (const notification of notifications) {
    const key = `${notification.fingerprint} ${notification.startsAt}`
    const newest = byAlert.get(key) ?? { ...notification, deliveries: 0 }
    const deliveredAt = notification.receivedAt
    byAlert.set(key, { ...newest, deliveredAt, deliveries: newest.deliveries + 1 })
  }
  return [...byAlert.values()]
}

/**
 * @param {Delivery[]} deliveries
 * @param {string[]} runbooks
 */
function delivered(deliveries, runbooks) {
  const title = h('h2', {}, 'Delivered')
  if (deliveries.length === 0) {
    return [
      title,
      h(
        'p',
        {},
        'No alert has been delivered. ',
        h('code', {}, 'npm run demo'),
        ' shows one firing, delivered and resolved.',
      ),
    ]
  }
  const rows = deliveries.map((one) => [
    alertName(one.alert, one.labels, runbooks),
    alertState(one.status, one.severity),
    one.summary ?? '',
    momentText(one.startsAt),
    h('span', { title: momentText(one.deliveredAt) }, after(one.startsAt, one.deliveredAt)),
    one.endsAt
      ? h('span', { title: momentText(one.endsAt) }, after(one.startsAt, one.endsAt))
      : '–',
    one.deliveries.toLocaleString('en'),
    webLink(one.generatorUrl, 'expression'),
  ])
  const columns = [
    { name: 'Alert' },
    { name: 'State' },
    { name: 'What it says', of: 'said' },
    { name: 'Since', of: 'n' },
    { name: 'Delivered', of: 'n hm' },
    { name: 'Resolved', of: 'n hm' },
    { name: 'Times', of: 'n hm' },
    { name: 'Look', of: 'hm' },
  ]
  return [
    title,
    h(
      'p',
      { class: 'dim' },
      `${deliveries.length === 1 ? 'One alert' : `${deliveries.length} alerts`} that Alertmanager sent here.`,
    ),
    table(columns, rows, 'Delivered'),
  ]
}

/**
 * @param {string} alert
 * @param {Record<string, string>} labels
 * @param {string[]} runbooks
 */
function alertName(alert, labels, runbooks) {
  const file = alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
  const name = runbooks.includes(file)
    ? h('a', { href: `/runbooks/${file}`, title: 'Runbook' }, alert)
    : alert
  const about = ['endpoint', 'slo_id', 'horizon', 'run', 'instance'].flatMap(
    (label) => labels[label] ?? [],
  )
  return h('span', {}, name, h('small', {}, about.join(', ')))
}

/**
 * @param {'firing' | 'resolved'} status
 * @param {string | undefined} severity
 */
function alertState(status, severity) {
  return state(status === 'resolved' ? 'pass' : severity === 'critical' ? 'fail' : 'warn', status)
}

/**
 * @param {string} from
 * @param {string} to
 */
const after = (from, to) => `after ${lengthText(Math.max(0, Date.parse(to) - Date.parse(from)))}`

/**
 * A link that a rule or a notification names; nothing but the web's own addresses is followed.
 * @param {string | undefined} url
 * @param {string} words
 */
function webLink(url, words) {
  return url && /^https?:\/\//.test(url) ? h('a', { href: url }, words) : '–'
}
