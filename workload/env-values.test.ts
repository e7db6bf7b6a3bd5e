import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlimsollError } from '../contract/errors.ts'
import { aContract } from '../test/support/builders.ts'
import { withEnvValues } from './env-values.ts'

const contract = aContract({
  journeys: {
    userClasses: [
      {
        name: 'shopper',
        weight: 1,
        journeys: [
          {
            name: 'buy',
            weight: 1,
            steps: [
              {
                endpoint: 'checkout',
                headers: { authorization: 'Bearer {{env.TOKEN}}' },
                query: { region: '{{ env.REGION }}', page: 2 },
                body: { nested: [{ key: '{{env.TOKEN}}' }] },
              },
            ],
          },
        ],
      },
    ],
  },
})

test('values reach every text of a step, and the contract that is kept stays without them', () => {
  const filled = withEnvValues(contract, { TOKEN: 't-1', REGION: 'eu' })
  const step = filled.journeys.userClasses[0]?.journeys[0]?.steps[0]

  assert.deepEqual(step?.headers, { authorization: 'Bearer t-1' })
  assert.deepEqual(step?.query, { region: 'eu', page: 2 })
  assert.deepEqual(step?.body, { nested: [{ key: 't-1' }] })
  assert.doesNotMatch(JSON.stringify(contract), /t-1/)
})

test('a value that nothing gives is named, with the flag that gives it', () => {
  for (const values of [{ TOKEN: 'x' }, { TOKEN: 'x', toString: 'y' }]) {
    assert.throws(
      () => withEnvValues(contract, values),
      (error) => {
        assert.ok(error instanceof PlimsollError)
        assert.equal(error.exitCode, 2)
        assert.match(error.message, /\{\{env\.REGION\}\}/)
        assert.match(error.hint ?? '', /--env REGION=VALUE/)
        return true
      },
    )
  }
})

test('all values that nothing gives are named at once', () => {
  assert.throws(
    () => withEnvValues(contract, {}),
    (error) => {
      assert.ok(error instanceof PlimsollError)
      assert.match(
        error.message,
        /use \{\{env\.REGION\}\} and \{\{env\.TOKEN\}\}, and nothing gives them/,
      )
      assert.match(error.hint ?? '', /--env REGION=VALUE --env TOKEN=VALUE,/)
      return true
    },
  )
})
