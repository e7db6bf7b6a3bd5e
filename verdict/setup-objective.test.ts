import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContractInput } from '../contract/schema.ts'
import type { Outcome } from '../measurement/outcomes.ts'
import type { RunInterval } from '../measurement/run-record.ts'
import { aContract, anEndpoint, aProfile } from '../test/support/builders.ts'
import { aHistogram, aRunRecord } from '../test/support/run-record-builder.ts'
import { judge } from './judge.ts'
import type { Verdict } from './verdict.ts'

/** A run whose users log in, as those of the outcomes did. */
function judgedSetup(
  outcomes: Partial<Record<Outcome, number>>,
  budgets: ContractInput['budgets'] = { errorRatio: [] },
): Verdict {
  const contract = aContract({
    endpoints: [anEndpoint({ name: 'it' }), anEndpoint({ name: 'login', path: '/login' })],
    journeys: {
      userClasses: [
        {
          name: 'u',
          weight: 1,
          setup: { steps: [{ endpoint: 'login' }] },
          journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'it' }] }],
        },
      ],
    },
    profiles: { load: aProfile() },
    budgets,
  })
  const record = aRunRecord({ contract })
  const count = Object.values(outcomes).reduce((sum, n) => sum + n, 0)
  const latency = aHistogram(Array.from({ length: count }, () => 30))
  const [first, ...rest] = record.intervals
  const without = ({ login: _, ...endpoints }: RunInterval['endpoints']) => endpoints
  const intervals = [first, ...rest].flatMap((interval, i) =>
    interval
      ? [
          {
            ...interval,
            endpoints: without(interval.endpoints),
            ...(i === 0 && count > 0 && { setup: { login: { latency, outcomes } } }),
          },
        ]
      : [],
  )
  return judge({ ...record, intervals })
}

const setupOf = ({ objectives }: Verdict) => objectives.find(({ id }) => id === 'setup')

test('every user in passes, one left out fails where no budget allows it', () => {
  assert.equal(setupOf(judgedSetup({ ok: 50 }))?.outcome, 'pass')

  const failed = judgedSetup({ ok: 49, status: 1 })
  assert.equal(failed.outcome, 'fail')
  assert.equal(
    failed.sentence,
    'FAIL: 1 of 2 objectives. Setup error ratio: 1 of 50 requests of setup and teardown failed (status 1).',
  )
})

test('the error budget of the load holds for setups, too: within it a pass, up to its fail line a warning', () => {
  const budgets = { errorRatio: [{ maxRatio: 0.02, failRatio: 0.1 }] }
  const outcome = (bad: number) => setupOf(judgedSetup({ ok: 100 - bad, timeout: bad }, budgets))

  assert.equal(outcome(2)?.outcome, 'pass')
  assert.equal(outcome(5)?.outcome, 'warn')
  assert.equal(outcome(11)?.outcome, 'fail')
  assert.match(outcome(11)?.reason ?? '', /\(timeout 11\)/)
})

test('a contract with a setup that nobody began is undecided, one without has no such objective', () => {
  assert.equal(setupOf(judgedSetup({}))?.outcome, 'undecided')
  assert.equal(setupOf(judge(aRunRecord())), undefined)
})

test('an endpoint that only setups call has no latency judged: they are counted apart', () => {
  const { objectives } = judgedSetup({ ok: 50 })
  const login = objectives.filter(({ subject }) => subject === 'login')

  assert.ok(login.length > 0)
  assert.ok(login.every(({ outcome }) => outcome === 'not-judged'))
})
