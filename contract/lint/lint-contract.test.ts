import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { aContract, anEndpoint, aProfile } from '../../test/support/builders.ts'
import type { ContractInput } from '../schema.ts'
import { fieldPaths } from './field-paths.ts'
import { FIELD_READERS, readerOf } from './field-readers.ts'
import type { FindingCode } from './finding.ts'
import { lintContract } from './lint-contract.ts'

const codesOf = (overrides: Partial<ContractInput>): FindingCode[] =>
  lintContract(aContract(overrides)).map(({ code }) => code)

test('a contract that can be proved has no findings', () => {
  assert.deepEqual(codesOf({}), [])
})

test('an average target is advised against', () => {
  assert.deepEqual(codesOf({ endpoints: [anEndpoint({ latency: { avgMs: 500, p95Ms: 900 } })] }), [
    'AVERAGE_TARGET',
  ])
})

test('ten requests cannot support a P95, and the finding says how many would', () => {
  const profiles = { load: aProfile({ ratePerSecond: 1, duration: '10s' }) }
  const [finding] = lintContract(aContract({ profiles }))

  assert.equal(finding?.code, 'PERCENTILE_UNPROVABLE')
  assert.match(finding?.message ?? '', /about 10 requests, its P95 needs at least 59/)
})

test('an error ratio of 0.1 % needs 3000 clean requests', () => {
  const profiles = { load: aProfile({ judges: ['error-ratio'], duration: '29s' }) }
  const budgets = { errorRatio: [{ maxRatio: 0.001 }] }
  const [finding] = lintContract(aContract({ profiles, budgets }))

  assert.equal(finding?.code, 'BUDGET_UNPROVABLE')
  assert.match(finding?.message ?? '', /about 2900 requests.*needs 3000/)
})

test('a throughput target that think time makes unreachable is found before the run', () => {
  const profiles = {
    load: aProfile({
      model: 'closed',
      ratePerSecond: undefined,
      users: 100,
      duration: '10m',
      thinkTime: { distribution: 'constant', duration: '1400ms' },
      judges: ['throughput'],
    }),
  }
  const throughput = { targetPerSecond: 500, minPerSecond: 200 }
  const [finding] = lintContract(aContract({ profiles, throughput }))

  assert.equal(finding?.code, 'THROUGHPUT_CAPPED')
  assert.match(finding?.message ?? '', /at most 71\.4 requests\/s, the throughput target is 500\/s/)
})

test('a soak of 30 minutes cannot show 20 % in 24 h', () => {
  const profiles = { load: aProfile({ duration: '30m', judges: ['leak'] }) }
  const soak = { growthPer24h: { heapRatio: 0.2 } }
  const [finding] = lintContract(aContract({ profiles, soak }))

  assert.equal(finding?.code, 'SOAK_TOO_SHORT')
  assert.match(finding?.message ?? '', /allowed growth is 0\.42 %/)
})

test('a finding about too few requests says what would be enough', () => {
  const budgets = { errorRatio: [{ maxRatio: 0.001 }] }
  const hintOf = (overrides: Parameters<typeof aProfile>[0]) => {
    const load = aProfile({ judges: ['error-ratio'], ...overrides })
    return lintContract(aContract({ profiles: { load }, budgets }))[0]?.hint
  }

  assert.match(hintOf({ ratePerSecond: 10, duration: '100s' }) ?? '', /^run at least 5m at/)
  assert.match(hintOf({ iterations: 10 }) ?? '', /^raise iterations to 3000 or more/)
})

test('of the budgets that cover a load the tightest counts, however they are sorted', () => {
  const load = aProfile({ judges: ['error-ratio'], ratePerSecond: 100, duration: '10s' })
  const loose = { upToRatePerSecond: 500, maxRatio: 0.05 }
  const tight = { upToRatePerSecond: 100, maxRatio: 0.001 }

  for (const errorRatio of [
    [loose, tight],
    [tight, loose],
  ]) {
    assert.deepEqual(codesOf({ profiles: { load }, budgets: { errorRatio } }), [
      'BUDGET_UNPROVABLE',
    ])
  }
})

test('a journey of two steps makes two requests of the error budget', () => {
  const two = { name: 'j', weight: 1, steps: [{ endpoint: 'checkout' }, { endpoint: 'checkout' }] }
  const userClasses = [{ name: 'u', weight: 1, journeys: [two] }]
  const load = aProfile({ judges: ['error-ratio'], ratePerSecond: 50, duration: '30s' })
  const budgets = { errorRatio: [{ maxRatio: 0.001 }] }

  assert.deepEqual(codesOf({ journeys: { userClasses }, profiles: { load }, budgets }), [])
})

test('contradictions between targets, budgets, ceilings and journeys are found', () => {
  const spare = anEndpoint({ name: 'spare', path: '/spare' })
  assert.deepEqual(
    codesOf({
      categories: { read: { p95Ms: 300 } },
      endpoints: [anEndpoint({ category: 'read' }), spare],
      journeys: {
        userClasses: [
          {
            name: 'u',
            weight: 1,
            journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'checkout' }] }],
          },
        ],
      },
      budgets: {
        errorRatio: [
          { upToUsers: 10, maxRatio: 0.01 },
          { upToUsers: 50, maxRatio: 0.001 },
        ],
      },
      profiles: {
        load: aProfile({ ratePerSecond: 50_000, judges: ['error-ratio'] }),
        exact: aProfile({ judges: ['max'], latency: { p50Ms: 1 } }),
      },
    }).sort(),
    [
      'BUDGET_ORDER',
      'ENDPOINT_UNVISITED',
      'LOAD_OVER_CEILING',
      'LOAD_WITHOUT_BUDGET',
      'TARGETS_DISAGREE',
    ],
  )
})

test('each user of a closed profile needs a connection', () => {
  const profiles = {
    load: aProfile({ model: 'closed', ratePerSecond: undefined, users: 2000, judges: ['checks'] }),
  }
  const [finding] = lintContract(aContract({ profiles }))

  assert.equal(finding?.code, 'LOAD_OVER_CEILING')
  assert.match(finding?.message ?? '', /2000 connections, one a user, safety allows 1024/)
})

test('a field that nothing reads yet is said so, not accepted in silence', () => {
  const unread = FIELD_READERS.find(({ reader }) => reader === null)
  assert.ok(unread, 'when every field has a reader this test and NOT_READ_YET can go')
  const [finding] = lintContract(
    aContract({ triggers: [{ name: 't', signal: 'p95-ms', above: 300, for: '5m' }] }),
  )

  assert.equal(finding?.code, 'NOT_READ_YET')
})

test('the table of readers names every field of the schema and no other', () => {
  const paths = fieldPaths().map(({ path }) => path)
  const rows = paths.map((path) => readerOf(path)?.field)

  assert.deepEqual(
    paths.filter((_, i) => rows[i] === undefined),
    [],
  )
  assert.deepEqual(
    FIELD_READERS.filter(({ field }) => !rows.includes(field)).map(({ field }) => field),
    [],
  )
})

for (const { field, reader } of FIELD_READERS) {
  if (reader === null) continue
  test(`${reader} reads ${field}`, () => {
    const name = field.slice(field.lastIndexOf('.') + 1)
    assert.ok(existsSync(reader), `${reader} does not exist`)
    assert.match(readFileSync(reader, 'utf8'), new RegExp(`\\b${name}(Ms)?\\b`))
  })
}
