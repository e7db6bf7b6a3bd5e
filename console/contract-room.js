/** @import { Finding, ReadableContract, ReadableEndpoint } from './api-types.js' */
import { readContract } from './api.js'
import { contractLimits } from './contract-limits.js'
import { contractProfiles } from './contract-profiles.js'
import { h, mark, put } from './dom.js'
import { limitText } from './format.js'
import { polled } from './polled.js'
import { table } from './table.js'

const TARGETS = /** @type {const} */ ([
  ['p50Ms', 'P50'],
  ['p95Ms', 'P95'],
  ['p99Ms', 'P99'],
  ['maxMs', 'Max'],
])

/** What the service promised, and what the linter says of it. @type {import('./rooms.js').Opener} */
export function openContract(host) {
  const body = h('div')
  put(host, body)
  return { title: 'Contract', refresh: polled(body, readContract, drawn) }
}

/** @param {ReadableContract} contract */
function drawn(contract) {
  const { file, digest, service, endpoints, profiles, findings } = contract
  return [
    h(
      'div',
      { class: 'head' },
      h('h1', {}, `What ${service.name} must hold`),
      h('p', { class: 'dim' }, h('code', {}, file), ', version ', h('code', {}, digest)),
    ),
    h(
      'p',
      {},
      h('code', {}, service.baseUrl),
      h(
        'span',
        { class: 'dim' },
        ', unless ',
        h('code', {}, service.baseUrlEnv),
        ' says otherwise',
      ),
    ),
    linted(findings),
    h(
      'section',
      { class: 'endpoints' },
      h('h2', {}, 'Endpoints'),
      h(
        'p',
        { class: 'dim' },
        'Beyond the first line a run warns, beyond the second it fails. One number: both are one.',
      ),
      endpointTable(endpoints),
    ),
    h('div', { class: 'limits' }, ...contractLimits(contract)),
    contractProfiles(profiles),
  ]
}

/** @param {Finding[]} findings */
function linted(findings) {
  if (findings.length === 0) {
    return h('p', { class: 'quiet' }, mark('pass'), ' The linter has nothing to say against it.')
  }
  const items = findings.map(({ code, path, message, hint }) =>
    h(
      'li',
      {},
      h('code', {}, code),
      ' ',
      h('b', {}, path),
      `: ${message}. `,
      h('span', { class: 'dim' }, hint),
    ),
  )
  const count = findings.length === 1 ? 'one finding' : `${findings.length} findings`
  return h(
    'details',
    { class: 'findings', open: findings.length < 4 },
    h('summary', {}, mark('warn'), ` The linter has ${count}`),
    h('ul', {}, ...items),
  )
}

/** @param {ReadableEndpoint[]} endpoints */
function endpointTable(endpoints) {
  const given = TARGETS.filter(([key]) => endpoints.some(({ lines }) => lines[key]))
  const grouped = endpoints.some(({ category }) => category !== null)
  const rows = endpoints.map(({ method, path, name, category, lines }) => [
    h('span', { title: name }, h('code', {}, method), ` ${path}`),
    ...(grouped ? [category] : []),
    ...given.map(([key]) => lineCell(lines[key])),
  ])
  const columns = [
    { name: 'Endpoint' },
    ...(grouped ? [{ name: 'Category', of: 'hm' }] : []),
    ...given.map(([, name]) => ({ name, of: 'n' })),
  ]
  return table(columns, rows, 'Endpoints')
}

/** @param {{ warnMs: number, failMs: number } | undefined} lines */
function lineCell(lines) {
  if (!lines) return '–'
  const { warnMs, failMs } = lines
  if (warnMs === failMs) return limitText(warnMs, 'ms')
  return h('span', {}, limitText(warnMs, 'ms'), h('small', {}, `fails ${limitText(failMs, 'ms')}`))
}
