/** @import { ReadableContract, Unit } from './api-types.js' */
import { h } from './dom.js'
import { lengthText, limitText } from './format.js'
import { table } from './table.js'

/** Resources as people call them. */
const NAMES = /** @type {Record<string, string>} */ ({
  cpu: 'CPU',
  memory: 'Memory',
  dbConnections: 'Database connections',
  dbPoolWait: 'Wait for a pooled connection, P95',
  dbQuery: 'Database query, P95',
  redisMemory: 'Redis memory',
  cacheHitRatio: 'Cache hits, at least',
  eventLoopDelay: 'Event-loop delay, P99',
  networkIo: 'Network I/O',
  diskIo: 'Disk I/O',
})

/** A limit's unit stands at the end of its field's name. @type {[RegExp, Unit][]} */
const UNITS = [
  [/Ratio$/, 'ratio'],
  [/Ms$/, 'ms'],
  [/BytesPerSecond$/, 'bytes-per-second'],
  [/Bytes$/, 'bytes'],
]

/**
 * Budgets, resources and all else the contract sets a number for, apart from latency.
 * @param {ReadableContract} contract
 * @returns {HTMLElement[]}
 */
export function contractLimits(contract) {
  const promises = [...budgets(contract), ...growth(contract), ...triggers(contract)]
  const { resources, schedules } = contract
  return [
    section(
      'Budgets',
      promises.length > 0 &&
        table([{ name: 'Promise' }, { name: 'Line', of: 'n' }], promises, 'Budgets'),
    ),
    section('Resources', Object.keys(resources).length > 0 && resourceTable(resources)),
    section('Schedules', schedules.length > 0 && scheduleTable(contract)),
    section('Safety', safety(contract)),
  ]
}

/**
 * @param {string} title
 * @param {HTMLElement | false} content
 */
function section(title, content) {
  return h('section', {}, h('h2', {}, title), content || h('p', { class: 'dim' }, 'None.'))
}

/** @param {ReadableContract} contract @returns {[string, string][]} */
function budgets({ budgets: { availability, errorRatio }, throughput }) {
  /** @type {[string, string][]} */
  const lines = errorRatio.map(({ upToUsers, upToRatePerSecond, maxRatio, failRatio }) => {
    const load = upToUsers
      ? ` up to ${upToUsers} users`
      : upToRatePerSecond
        ? ` up to ${upToRatePerSecond} /s`
        : ''
    const fails = failRatio ? `, fails at ${limitText(failRatio, 'ratio')}` : ''
    return [`Errors${load}, at most`, limitText(maxRatio, 'ratio') + fails]
  })
  if (availability) {
    lines.push([
      `Good requests over ${lengthText(availability.windowMs)}`,
      limitText(availability.objectiveRatio, 'ratio'),
    ])
  }
  if (throughput) {
    const { targetPerSecond, minPerSecond } = throughput
    const fails = `, fails under ${limitText(minPerSecond, 'per-second')}`
    lines.push(['Ok responses, at least', limitText(targetPerSecond, 'per-second') + fails])
  }
  return lines
}

/** @param {ReadableContract} contract @returns {[string, string][]} */
function growth({ soak, regression }) {
  /** @type {[string, string][]} */
  const lines = Object.entries(soak?.growthPer24h ?? {}).map(([field, value]) => {
    const name = field
      .replace('Ratio', '')
      .replaceAll(/(?=[A-Z])/g, ' ')
      .toLowerCase()
    return [`Growth of ${name} in 24 h`, limitText(value, unitOf(field))]
  })
  if (regression) {
    lines.push([
      `Slower than ${regression.baseline}, at most`,
      limitText(regression.toleranceRatio, 'ratio'),
    ])
  }
  return lines
}

/** @param {ReadableContract} contract @returns {[string, string][]} */
function triggers({ triggers: all }) {
  return all.map(({ name, signal, above, forMs }) => [
    `Scale (${name}) when ${signal} stays above for ${lengthText(forMs)}`,
    String(above),
  ])
}

/** @param {Record<string, Record<string, number>>} resources */
function resourceTable(resources) {
  const rows = Object.entries(resources).map(([name, limits]) => {
    const line = (/** @type {RegExp} */ which) => {
      const found = Object.entries(limits).find(([field]) => which.test(field))
      return found ? limitText(found[1], unitOf(found[0])) : '–'
    }
    const whole = name === 'memory' && limits.limitBytes
    const of = whole ? h('small', {}, `of ${limitText(whole, 'bytes')}`) : null
    return [
      h('span', {}, NAMES[name] ?? name, of),
      line(/^warn/),
      line(/^limit(?!Bytes$)|^limitBytes$/),
    ]
  })
  return table(
    [{ name: 'Resource' }, { name: 'Warns', of: 'n' }, { name: 'Fails', of: 'n' }],
    rows,
    'Resources',
  )
}

/** @param {string} field @returns {Unit} */
function unitOf(field) {
  return UNITS.find(([ending]) => ending.test(field))?.[1] ?? 'count'
}

/** @param {ReadableContract} contract */
function scheduleTable({ schedules }) {
  const rows = schedules.map(({ name, profile, cron, timeZone }) => [
    name,
    profile,
    h('code', {}, cron),
    timeZone,
  ])
  return table(
    [{ name: 'Schedule' }, { name: 'Profile' }, { name: 'When' }, { name: 'Time zone' }],
    rows,
    'Schedules',
  )
}

/** @param {ReadableContract} contract */
function safety({ safety: { allowTargets, maxUsers, maxRatePerSecond, maxDurationMs }, notify }) {
  const ways = Object.entries(notify).map(([way, { urlEnv, smarthostEnv, routingKeyEnv }]) => {
    return `${way} (${urlEnv ?? smarthostEnv ?? routingKeyEnv})`
  })
  const rate = `${maxRatePerSecond.toLocaleString('en')}\u202f/s`
  return h(
    'p',
    {},
    `Load goes to ${allowTargets.join(', ')} only; at most ${maxUsers.toLocaleString('en')} users, ${rate} and ${lengthText(maxDurationMs)}. `,
    ways.length > 0
      ? `Alerts also go to ${ways.join(', ')}; the addresses stand in those variables of the environment.`
      : '',
  )
}
