import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesGolden } from '../test/support/golden-file.ts'
import { judged } from '../test/support/judged.ts'
import { aPeakRun } from '../test/support/peak-run.ts'
import { anEndpointSnapshot, aRunSnapshot } from '../test/support/snapshot-builder.ts'
import { judge } from '../verdict/judge.ts'
import { soFar } from '../verdict/so-far.ts'
import { finalLines } from './final-lines.ts'
import { liveLines } from './live-lines.ts'
import {
  plainEndLine,
  plainOverLine,
  plainPhaseLine,
  plainProgressLine,
  plainStartLine,
} from './plain-lines.ts'

const record = aPeakRun()
const verdict = judge(record)
const endpoint = (path: string, p95Ms: number, p95TargetMs: number) =>
  anEndpointSnapshot({ path, p95Ms, p95TargetMs, p95FailMs: p95TargetMs, p99Ms: p95Ms * 2 })
const snapshot = aRunSnapshot({
  profile: 'peak',
  service: 'agents-api',
  runId: record.id,
  endpoints: [
    endpoint('/agents', 1007, 250),
    endpoint('/customers/:customerId/agents', 620, 450),
    endpoint('/agents/:agentId/config', 112, 200),
    endpoint('/goals', 96, 200),
    endpoint('/health', 9, 100),
  ],
})
const rows = soFar(snapshot, record.contract)
const keys = '+ - load   x stop   ? keys'
const plain = { color: false, ascii: false }

test('the live view at 80 and 120 columns, and in ASCII', () => {
  const views = [
    liveLines(snapshot, rows, { columns: 80, ...plain, keys }),
    liveLines(snapshot, rows, { columns: 120, ...plain, keys, rows: 24 }),
    liveLines(snapshot, rows, { columns: 80, color: false, ascii: true, keys }),
    liveLines(snapshot, rows, { columns: 50, ...plain }),
  ]
  matchesGolden('reports/live.txt', views.map((lines) => `${lines.join('\n')}\n`).join('\n'))
})

test('the final table at 80 and 120 columns, and in ASCII', () => {
  const options = { reportPath: `reports/${record.id}/report.html`, exitCode: 99 }
  const views = [
    finalLines(verdict, { columns: 80, ...plain }, options),
    finalLines(verdict, { columns: 120, ...plain }, options),
    finalLines(verdict, { columns: 80, color: false, ascii: true }, options),
    finalLines(judged(), { columns: 80, ...plain }, { exitCode: 0, all: true }),
    finalLines(
      judged({ record: { ending: 'interrupted' } }),
      { columns: 80, ...plain },
      { exitCode: 105 },
    ),
  ]
  matchesGolden('reports/final.txt', views.map((lines) => `${lines.join('\n')}\n`).join('\n'))
})

test('no line is longer than the terminal is wide, from 40 to 200 columns', () => {
  for (let columns = 40; columns <= 200; columns += 4) {
    const lines = [
      ...liveLines(snapshot, rows, { columns, ...plain, keys, rows: 24 }),
      ...finalLines(verdict, { columns, ...plain }, { all: true }),
    ]
    for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`)
  }
})

test('the live view never takes more lines than the screen has', () => {
  for (const height of [12, 14, 18, 24]) {
    const lines = liveLines(snapshot, rows, { columns: 120, ...plain, rows: height })
    assert.ok(lines.length < height, `${lines.length} lines on ${height}`)
  }
})

test('colour marks only what is not well; without it the text is the same', () => {
  const esc = String.fromCharCode(27)
  const coloured = finalLines(verdict, { columns: 80, color: true, ascii: false })
  const parts = coloured.map((line) => line.split(esc))
  const stripped = parts.map(([first = '', ...rest]) =>
    [first, ...rest.map((part) => part.replace(/^\[\d+m/, ''))].join('').trimEnd(),
  )
  assert.deepEqual(stripped, finalLines(verdict, { columns: 80, ...plain }))
  const passed = parts.find((part) => part.join('').includes('pass')) ?? []
  assert.ok(passed.length > 0 && passed.every((part) => !part.startsWith('[3')))
  assert.ok(coloured.some((line) => line.includes(`${esc}[31m■ ${esc}[0m`)))
})

test('the ASCII set holds nothing beyond 7 bits', () => {
  const style = { columns: 120, color: false, ascii: true }
  const text = [...liveLines(snapshot, rows, style), ...finalLines(verdict, style, { all: true })]
  assert.match(text.join(''), /^[ -~]*$/)
})

test('plain lines start with the time and hold key=value words', () => {
  const at = '2026-01-17T14:02:00.000Z'
  const run = {
    profile: 'peak',
    service: 'agents-api',
    runId: record.id,
    contractDigest: 'a41f9c2',
    plannedMs: 480_000,
  }
  const [worst] = rows
  assert.ok(worst)
  const lines = [
    plainStartLine(at, run),
    plainPhaseLine(at, snapshot),
    plainOverLine(at, worst),
    plainProgressLine(at, snapshot, rows),
    plainEndLine(at, snapshot, verdict, 99),
  ]
  assert.deepEqual(lines, [
    '14:02:00Z run peak agents-api run=peak-2026-01-17-140200 contract=a41f9c2 duration=8min',
    '14:02:00Z phase spike offered=250/s',
    '14:02:00Z over P95 GET /agents value=1.01s limit=250ms',
    '14:02:00Z 5:42 offered=250/s delivered=250/s errors=1.23% requests=37443 objectives_over=2',
    '14:02:00Z end 5:42 requests=37443 errors=115 verdict=fail exit=99',
  ])
})

test('an answer from outside cannot move the cursor', () => {
  const cause = `${String.fromCharCode(27)}[2Jgone\r\nPASS`
  const failure = {
    atMs: 1,
    endpoint: 'checkout',
    outcome: 'status',
    latencyMs: 3,
    request: '',
    cause,
  } as const
  const hostile = judged({
    record: { failures: [failure] },
    traffic: () => ({ latenciesMs: [900, 900] }),
  })
  const lines = finalLines(hostile, { columns: 80, ...plain })
  assert.match(lines.join('\n'), /hint: .*\?\[2Jgone\?\?PASS/)
})
