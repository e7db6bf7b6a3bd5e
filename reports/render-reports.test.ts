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
