import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate } from 'node-cron'
import { aContractInput } from '../test/support/builders.ts'
import { cronProblem } from './cron.ts'
import { parseContract } from './parse-contract.ts'

const GOOD = [
  '* * * * *',
  '*/5 * * * *',
  '*/2 * * * * *',
  '0 3 * * 1-5',
  '30 2,14 1-7 jan,jul *',
  '0 22-23/1 * * SUN',
  '0 0 29 2 *',
  '0 0 * * 7',
]

const BAD: readonly (readonly [string, RegExp])[] = [
  ['', /five cron fields/],
  ['* * * *', /five cron fields/],
  ['* * * * * * *', /five cron fields/],
  ['60 * * * *', /minute .*0-59.*got "60"/],
  ['* 24 * * *', /hour/],
  ['* * 0 * *', /day of month/],
  ['* * * 13 *', /month/],
  ['* * * * 8', /day of week .*sun-sat/],
  ['*/0 * * * *', /minute/],
  ['5/10 * * * *', /minute/],
  ['* 22-2 * * *', /hour/],
  ['* * L * *', /day of month/],
  ['* * * * mon#2', /day of week/],
  ['a * * * *', /minute/],
  ['0 0 1 * mon', /not both/],
  ['0 0 31 2,4 *', /never start/],
]

for (const expression of GOOD) {
  test(`"${expression}" is a cron expression, for us and for node-cron`, () => {
    assert.equal(cronProblem(expression), undefined)
    assert.ok(validate(expression))
  })
}

for (const [expression, message] of BAD) {
  test(`"${expression}" is refused with what is wrong`, () => {
    assert.match(cronProblem(expression) ?? '', message)
  })
}

test('a contract names every wrong field of its schedules with its path', () => {
  const canary = { name: 'canary', cron: '61 * * * *', profile: 'nope', timeZone: 'Mars/Olympus' }
  const input = { ...aContractInput(), schedules: [canary] }

  assert.throws(
    () => parseContract(input, 'c.json'),
    (error: Error) => {
      assert.match(error.message, /schedules\.0 \(canary\)\.cron: want minute .*got "61"/)
      assert.match(error.message, /schedules\.0 \(canary\)\.timeZone: want an IANA time zone/)
      assert.match(error.message, /schedules\.0\.profile: no profile is called "nope"/)
      return true
    },
  )
})

test('a schedule is skipped on overlap, in UTC, and not at start, unless it says otherwise', () => {
  const input = {
    ...aContractInput(),
    schedules: [{ name: 'c', cron: '* * * * *', profile: 'load' }],
  }

  assert.deepEqual(parseContract(input, 'c.json').schedules, [
    {
      name: 'c',
      cron: '* * * * *',
      profile: 'load',
      timeZone: 'UTC',
      overlap: 'skip',
      atStart: false,
    },
  ])
})
