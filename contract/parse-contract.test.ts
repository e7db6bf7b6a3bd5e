import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContractInput, anEndpoint, aProfile } from '../test/support/builders.ts'
import { PlimsollError } from './errors.ts'
import { parseContract } from './parse-contract.ts'
import type { ContractInput } from './schema.ts'

/** A contract of any shape: these tests are about what the types would forbid. */
type Raw = Record<string, unknown>

function problemsOf(input: unknown): string[] {
  try {
    parseContract(input, 'shop.yaml')
  } catch (error) {
    assert.ok(error instanceof PlimsollError)
    assert.equal(error.code, 'CONTRACT_INVALID')
    assert.equal(error.exitCode, 104)
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
  }
  return []
}

const withField = (field: keyof ContractInput, value: unknown): Raw => ({
  ...aContractInput(),
  [field]: value,
})
const withEndpoint = (fields: Raw): Raw => withField('endpoints', [{ ...anEndpoint(), ...fields }])
const withProfile = (fields: Raw): Raw =>
  withField('profiles', { load: { ...aProfile(), ...fields } })
const withJourney = (steps: Raw[], feeders: Raw[] = [], fields: Raw = {}): Raw =>
  withField('journeys', {
    feeders,
    userClasses: [
      { name: 'shopper', weight: 1, journeys: [{ name: 'buy', weight: 1, steps }], ...fields },
    ],
  })

const BUY = 'journeys.userClasses.0.journeys.0 (buy).steps.0'

/** Each kind of bad contract and the whole message it must give. */
const BAD: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['is no object', 42, ['root: Invalid input: expected object, received number, got 42']],
  ['has an unknown field', { ...aContractInput(), slo: {} }, ['root: unknown field: slo']],
  [
    'names the service badly',
    withField('service', { name: 'My Shop', baseUrl: 'http://127.0.0.1' }),
    ['service.name: want kebab-case (a-z, 0-9, -): it becomes a Prometheus label, got "My Shop"'],
  ],
  [
    'has a base URL of another scheme',
    withField('service', { name: 'shop', baseUrl: 'ftp://x' }),
    ['service.baseUrl: want an http:// or https:// URL, got "ftp://x"'],
  ],
  [
    'names an unknown dialect',
    withField('service', { name: 'shop', baseUrl: 'http://x', dialect: 'statsd' }),
    ['service.dialect: Invalid option: expected one of "otel"|"prom-client", got "statsd"'],
  ],
  [
    'has no endpoint',
    { ...aContractInput(), endpoints: [] },
    [
      'endpoints: want at least one endpoint',
      'journeys.userClasses.0.journeys.0 (checkout).steps.0.endpoint: no endpoint is called "checkout"; there are: none',
    ],
  ],
  [
    'has a path without slash',
    withEndpoint({ path: 'checkout' }),
    ['endpoints.0 (checkout).path: want a path template that starts with \'/\', got "checkout"'],
  ],
  [
    'has a method that is none',
    withEndpoint({ method: 'FETCH' }),
    [
      'endpoints.0 (checkout).method: Invalid option: expected one of "GET"|"HEAD"|"POST"|"PUT"|"PATCH"|"DELETE"|"OPTIONS", got "FETCH"',
    ],
  ],
  [
    'lets users of the closed model arrive',
    withProfile({ model: 'closed', users: 1, ratePerSecond: undefined, arrivals: 'poisson' }),
    ['profiles.load.arrivals: a profile of the closed model takes users'],
  ],
  [
    'has percentiles out of order',
    withEndpoint({ latency: { p50Ms: 90, p95Ms: 80, p99Ms: 200 } }),
    [
      'endpoints.0 (checkout).latency: want p50 <= p95 <= p99 <= max, got p50Ms 90, p95Ms 80, p99Ms 200 (milliseconds)',
    ],
  ],
  [
    'has a latency of zero',
    withEndpoint({ latency: { p95Ms: 0 } }),
    ['endpoints.0 (checkout).latency.p95Ms: want milliseconds above 0, got 0'],
  ],
  [
    'has no latency at all',
    withEndpoint({ latency: undefined }),
    ['endpoints.0 (checkout): want a category or own latency targets'],
  ],
  [
    'has empty latency',
    withEndpoint({ latency: {} }),
    ['endpoints.0 (checkout).latency: want at least one of p50Ms, p95Ms, p99Ms, maxMs'],
  ],
  [
    'names an unknown category',
    withEndpoint({ category: 'reads' }),
    ['endpoints.0 (checkout).category: no category is called "reads"; there are: none'],
  ],
  [
    'expects a status that is none',
    withEndpoint({ expectedStatuses: [999] }),
    ['endpoints.0 (checkout).expectedStatuses.0: want an HTTP status 100-599, got 999'],
  ],
  [
    'has a negative warn margin',
    withEndpoint({ warnMargin: -0.5 }),
    ['endpoints.0 (checkout).warnMargin: want a share of the target, 0 or more, got -0.5'],
  ],
  [
    'has two endpoints of one name',
    withField('endpoints', [anEndpoint(), anEndpoint({ path: '/b' })]),
    ['endpoints.1 (checkout): want a name of its own, this one is taken'],
  ],
  [
    'has two endpoints of one route',
    withField('endpoints', [
      anEndpoint({ path: '/a/:id' }),
      anEndpoint({ name: 'other', path: '/a/:key' }),
    ]),
    [
      'endpoints.1 (other).path: want a route of its own, GET /a/:x is already checkout: their series could not be told apart',
      'journeys.userClasses.0.journeys.0 (checkout).steps.0.params: want a value for :id of /a/:id',
    ],
  ],
  [
    'visits an unknown endpoint',
    withJourney([{ endpoint: 'pay' }]),
    [`${BUY}.endpoint: no endpoint is called "pay"; there are: checkout`],
  ],
  [
    'passes a parameter the path has not',
    withJourney([{ endpoint: 'checkout', params: { id: 1 } }]),
    [`${BUY}.params.id: /checkout has no :id`],
  ],
  [
    'uses a variable nobody fills',
    withJourney([{ endpoint: 'checkout', body: { id: '{{cart}}' } }]),
    [`${BUY}: {{cart}} is filled by no feeder and no earlier extraction`],
  ],
  [
    'has a journey without steps',
    withJourney([]),
    ['journeys.userClasses.0 (shopper).journeys.0 (buy).steps: want at least one step'],
  ],
  [
    'weighs a user class with zero',
    withJourney([{ endpoint: 'checkout' }], [], { weight: 0 }),
    ['journeys.userClasses.0 (shopper).weight: want a weight above 0, got 0'],
  ],
  [
    'has a feeder range upside down',
    withJourney([{ endpoint: 'checkout' }], [{ name: 'carts', variable: 'cart', range: [9, 1] }]),
    ['journeys.feeders.0 (carts): want range [from, to] with from <= to'],
  ],
  [
    'writes a duration as a number',
    withProfile({ duration: 60 }),
    ['profiles.load.duration: Invalid input: expected string, received number, got 60'],
  ],
  [
    'writes a duration without unit',
    withProfile({ duration: '60' }),
    ["profiles.load.duration: want a duration such as '90s' or '1h30m', got \"60\""],
  ],
  [
    'mixes the two load models',
    withProfile({ users: 5 }),
    ['profiles.load.users: a profile of the open model takes ratePerSecond'],
  ],
  [
    'gives a profile no load',
    withProfile({ ratePerSecond: undefined }),
    ['profiles.load.ratePerSecond: want this, or stages'],
  ],
  [
    'says the load twice',
    withProfile({ stages: [{ phase: 'up', duration: '1s', ratePerSecond: 9 }] }),
    [
      'profiles.load.ratePerSecond: stages already say this: remove one',
      'profiles.load.duration: stages already say this: remove one',
    ],
  ],
  [
    'judges what there is not',
    withProfile({ judges: ['p90'] }),
    [
      'profiles.load.judges.0: Invalid option: expected one of "checks"|"health"|"metrics"|"p50"|"p95"|"p99"|"max"|"error-ratio"|"throughput"|"resources"|"recovery"|"leak"|"regression", got "p90"',
    ],
  ],
  [
    'names a profile badly',
    withField('profiles', { 'Big Load': aProfile() }),
    [
      'profiles.Big Load: want kebab-case (a-z, 0-9, -): it becomes a Prometheus label, got "Big Load"',
    ],
  ],
  [
    'promises 100 % availability',
    withField('budgets', { availability: { objectiveRatio: 1, window: '30d' } }),
    [
      'budgets.availability.objectiveRatio: want an objective below 1: 1 leaves no error budget, got 1',
    ],
  ],
  [
    'writes percent as a ratio',
    withField('budgets', { errorRatio: [{ maxRatio: 5 }] }),
    ['budgets.errorRatio.0.maxRatio: want a ratio of at most 1: write 0.01 for 1 %, got 5'],
  ],
  [
    'warns beyond the limit',
    withField('resources', { cpu: { warnRatio: 0.9, limitRatio: 0.8 } }),
    ['resources.cpu.warnRatio: want warnRatio <= limitRatio, got 0.9 and 0.8 (ratio)'],
  ],
  [
    'writes a secret where a variable belongs',
    withField('notify', { webhook: { urlEnv: 'https://x' } }),
    [
      'notify.webhook.urlEnv: want the NAME of an environment variable (A-Z, 0-9, _), not a secret, got "https://x"',
    ],
  ],
  [
    'schedules an unknown profile',
    withField('schedules', [{ name: 'n', cron: '0 2 * * *', profile: 'soak' }]),
    ['schedules.0.profile: no profile is called "soak"; there are: load'],
  ],
  [
    'has a cron of three fields',
    withField('schedules', [{ name: 'n', cron: '0 2 *', profile: 'load' }]),
    [
      'schedules.0 (n).cron: want five cron fields (minute hour day-of-month month day-of-week), or six with seconds first, got "0 2 *"',
    ],
  ],
]

for (const [what, input, expected] of BAD) {
  test(`a contract that ${what} is refused with the place and the reason`, () => {
    assert.deepEqual(problemsOf(input), expected)
  })
}

test('all problems of a file are reported at once, with the file and a hint', () => {
  const bad = {
    ...aContractInput(),
    service: { name: 'A' },
    schedules: [{ name: 'n', cron: 'x', profile: 'y' }],
  }

  assert.throws(
    () => parseContract(bad, 'shop.yaml'),
    (error) => {
      assert.ok(error instanceof PlimsollError)
      assert.match(error.message, /^shop\.yaml has 4 problems:\n/)
      assert.match(String(error.hint), /contract-reference/)
      return true
    },
  )
})

test('durations are written as text and read in milliseconds', () => {
  const { profiles } = parseContract(
    aContractInput({ profiles: { load: aProfile({ duration: '1h30m' }) } }),
    'x',
  )

  assert.equal(profiles.load?.durationMs, 5_400_000)
})
