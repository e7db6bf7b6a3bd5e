import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunRecord } from '../measurement/run-record.ts'
import { aContract, anEndpoint, aProfile } from '../test/support/builders.ts'
import { matchesGolden } from '../test/support/golden-file.ts'
import { aPeakRun } from '../test/support/peak-run.ts'
import { aRunRecord } from '../test/support/run-record-builder.ts'
import { judge } from '../verdict/judge.ts'
import { renderReports } from './render-reports.ts'

const files = (record: RunRecord) => renderReports({ record, verdict: judge(record) })
const peak = files(aPeakRun())
const text = (of: ReadonlyMap<string, string>, name: string): string => of.get(name) ?? ''

test('a run leaves a page, a summary, a table, test results and a message', () => {
  const names = ['report.html', 'summary.json', 'stats.csv', 'junit.xml', 'summary.md']
  assert.deepEqual([...peak.keys()], names)
})

for (const name of ['summary.json', 'stats.csv', 'junit.xml', 'summary.md']) {
  test(`${name} is as committed`, () => matchesGolden(`reports/${name}`, text(peak, name)))
}

test('the page is one file: nothing is loaded from anywhere', () => {
  const html = text(peak, 'report.html')
  assert.doesNotMatch(html, /<(link|img|iframe)\b|src=|@import|url\((?!#)/)
  assert.doesNotMatch(html, /NaN|undefined|Infinity|\[object/)
})

test('the page shows the verdict first, and every part of a report', () => {
  const html = text(peak, 'report.html')
  const headings = [...html.matchAll(/<h2>([^<]+?) ?(?:<|$)/g)].map(([, heading]) => heading)
  assert.deepEqual(headings, [
    'Objectives',
    'Latency',
    'Errors',
    'Endpoints',
    'Phases',
    'Cold start',
    'Resources',
    'Undecided and not judged',
    'Environment',
    'Run it again',
  ])
  assert.ok(html.indexOf('<h1>') < html.indexOf('<h2>'))
  assert.match(html, /FAIL: 9 of 28 objectives/)
})

test('a gap in a resource series stays a gap', () => {
  const html = text(peak, 'report.html')
  const chart = html.slice(html.indexOf('aria-label="DB connections over the run"'))
  const [, line = ''] = /-under\)" d="([^"]+)"/.exec(chart) ?? []
  assert.equal(line.split('M').length - 1, 2)
})

const HOSTILE = `<img src=x onerror=alert(1)>"'&]]>|\`=cmd`

function hostileRun(): RunRecord {
  const contract = aContract({
    endpoints: [anEndpoint({ path: `/${HOSTILE.replaceAll(' ', '')}` })],
    budgets: { errorRatio: [{ maxRatio: 0.01 }] },
    resources: { cpu: { warnRatio: 0.5, limitRatio: 0.8 } },
    profiles: { load: aProfile({ judges: ['p95', 'checks', 'metrics', 'resources'] }) },
  })
  const { preflight } = aRunRecord()
  return aRunRecord({
    contract,
    traffic: () => ({ latenciesMs: [900, 900], outcomes: { status: 2 } }),
    record: {
      id: HOSTILE,
      target: HOSTILE,
      contractDigest: HOSTILE,
      environment: { [HOSTILE]: HOSTILE },
      preflight: { ...preflight, series: [{ name: HOSTILE, samples: 0 }] },
      resources: [{ resource: 'cpu', query: HOSTILE, samples: [], missing: HOSTILE }],
      failures: [
        {
          atMs: 5,
          endpoint: HOSTILE,
          outcome: 'status',
          latencyMs: 3,
          request: HOSTILE,
          status: 500,
          responseHead: HOSTILE,
          cause: HOSTILE,
        },
      ],
    },
  })
}

test('whatever comes from outside is text, never markup', () => {
  const hostile = files(hostileRun())
  assert.doesNotMatch(text(hostile, 'report.html'), /<img|onerror=alert\(1\)>/)
  assert.match(text(hostile, 'report.html'), /&lt;img src=x onerror=alert\(1\)&gt;/)
  assert.doesNotMatch(text(hostile, 'junit.xml'), /<img/)
  assert.doesNotMatch(text(hostile, 'summary.md'), /(?<!\\)<img|(?<!\\)`=cmd/)
  assert.doesNotThrow(() => JSON.parse(text(hostile, 'summary.json')))
})

test('each endpoint is told for each phase, in page, table and summary', () => {
  const run = files(aPeakRun())
  const spike = text(run, 'stats.csv')
    .split('\r\n')
    .find((line) => line.startsWith('GET,/agents,') && line.endsWith(',spike'))
  const summary = JSON.parse(text(run, 'summary.json'))
  assert.deepEqual(
    summary.phases.map((phase: { name: string }) => phase.name),
    ['ramp', 'hold', 'spike', 'recovery'],
  )
  const agents = summary.phases[2].endpoints[1]
  assert.deepEqual([agents.name, agents.requests], ['list-agents', 3300])
  assert.equal(spike?.split(',')[2], '3300')
  assert.equal(spike?.split(',').at(-7), String(agents.p95Ms))
  assert.match(text(run, 'report.html'), /spike <span class="dim">5:00 to 6:00, 250\/s<\/span>/)
})

test('a cold start stands apart, with its ratio to a usual request', () => {
  const run = files(aPeakRun())
  const { coldStart } = JSON.parse(text(run, 'summary.json'))
  assert.deepEqual([coldStart.connections, coldStart.endpoints.length], [6, 3])
  const [, agents] = coldStart.endpoints
  assert.deepEqual([agents.connectMs, agents.requestMs], [null, 812])
  assert.ok(Math.abs(agents.factor - 812 / agents.steadyP50Ms) < 0.001)
  assert.match(text(run, 'report.html'), /<h2>Cold start <span>6 connections opened/)
  assert.doesNotMatch(text(files(aRunRecord()), 'report.html'), /Cold start/)
})

test('errors are told apart by endpoint, outcome and phase, with the heads that were kept', () => {
  const page = text(files(aPeakRun()), 'report.html')
  const row = page.split('\n').find((line) => line.includes('</code> /<wbr>agents</th><td class="ink">status<'))
  // ramp, hold, spike and recovery add up to all
  const counts = [...(row ?? '').matchAll(/<td class="n[^"]*">(?:<[^>]*>)?([\d,]+)</g)].map(([, n]) =>
    Number(n),
  )
  assert.equal(counts.length, 5)
  const [all = 0, ...phases] = counts
  assert.ok(all > 20)
  assert.equal(
    phases.reduce((sum, n) => sum + n, 0),
    all,
  )
  assert.match(page, /waited 0\.400 ms, connection opened in 1\.10 ms, ended 2\.01 s after the send/)
  assert.match(page, /Authorization: \[removed\]\n\nHTTP\/1\.1 503 Service Unavailable/)
})

test('a spreadsheet runs no formula from a name', () => {
  const contract = aContract({ endpoints: [anEndpoint({ path: '/a,"b"' })] })
  const csv = text(files(aRunRecord({ contract })), 'stats.csv')
  assert.match(csv, /GET,"\/a,""b""",590,0,/)
})

test('a run without a single request still has all its files', () => {
  const empty = files(aRunRecord({ traffic: () => ({ latenciesMs: [] }) }))
  assert.doesNotMatch(text(empty, 'report.html'), /NaN|undefined|Infinity/)
  assert.match(text(empty, 'summary.json'), /"p95Ms": null/)
})
