import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContractInput } from '../test/support/builders.ts'
import { parseContract } from './parse-contract.ts'

type Fields = Readonly<Record<string, unknown>>

const STEP = { endpoint: 'checkout' }
const EXTRACTS = { ...STEP, extract: { token: { json: 'token' } } }
const USES = { ...STEP, headers: { authorization: 'Bearer {{token}}' } }

/** What is wrong with a user class of this journey, in words. */
function problemsOf(journeySteps: readonly Fields[], userClass: Fields): string[] {
  const journeys = [{ name: 'buy', weight: 1, steps: journeySteps }]
  const userClasses = [{ name: 'shopper', weight: 1, journeys, ...userClass }]
  try {
    parseContract({ ...aContractInput(), journeys: { userClasses } }, 'shop.yaml')
    return []
  } catch (error) {
    return (error as Error).message.split('\n').slice(1)
  }
}

test('what a setup extracts is known to every journey of its users, and to their teardown', () => {
  const setup = { steps: [EXTRACTS] }

  assert.deepEqual(problemsOf([USES], { setup, teardown: { steps: [USES] } }), [])
  assert.equal(problemsOf([USES], { teardown: { steps: [USES] } }).length, 2)
})

test('what a journey extracts is known neither to the setup nor to the teardown', () => {
  const missing = '{{token}} is filled by no feeder and no earlier extraction'

  assert.deepEqual(
    problemsOf([EXTRACTS], { setup: { steps: [USES] }, teardown: { steps: [USES] } }),
    [
      `  journeys.userClasses.0.setup.steps.0: ${missing}`,
      `  journeys.userClasses.0.teardown.steps.0: ${missing}`,
    ],
  )
})

test('a setup has no pauses: it is there to be done with', () => {
  const pausing = { ...STEP, thinkTime: { distribution: 'none' } }

  assert.deepEqual(problemsOf([STEP], { setup: { steps: [pausing] } }), [
    '  journeys.userClasses.0 (shopper).setup.steps.0: unknown field: thinkTime',
  ])
})

test('a user class that keeps cookies writes the Cookie header alone', () => {
  const own = { ...STEP, headers: { Cookie: 'a=1' } }

  assert.deepEqual(problemsOf([own], {}), [])
  assert.deepEqual(problemsOf([own], { cookies: true }), [
    '  journeys.userClasses.0.journeys.0 (buy).steps.0.headers.Cookie: the user class keeps cookies, which write this header: remove it, or cookies',
  ])
})

test('a pattern that is none is refused before a run', () => {
  const extract = { token: { regex: '(' } }

  assert.deepEqual(problemsOf([{ ...STEP, extract }], {}), [
    '  journeys.userClasses.0 (shopper).journeys.0 (buy).steps.0.extract.token.regex: want a regular expression, got "("',
  ])
})
