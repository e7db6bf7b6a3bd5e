import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContractInput, anEndpoint, aProfile } from '../support/builders.ts'
import { aProject, runCli } from './run-cli.ts'

const CONTRACT = 104

const base = aContractInput()
const badContracts: readonly (readonly [string, unknown, RegExp])[] = [
  ['a typo in a field', { ...base, endpionts: [] }, /unknown field: endpionts/],
  [
    'P50 above P95',
    { ...base, endpoints: [anEndpoint({ latency: { p50Ms: 9, p95Ms: 5 } })] },
    /p50Ms 9, p95Ms 5/,
  ],
  [
    'a ratio in percent',
    { ...base, budgets: { errorRatio: [{ maxRatio: 5 }] } },
    /want a ratio of at most 1/,
  ],
  [
    'a length without a unit',
    { ...base, profiles: { load: aProfile({ duration: '10' }) } },
    /want a duration/,
  ],
  ['no endpoint', { ...base, endpoints: [] }, /want at least one endpoint/],
  [
    'a journey to nowhere',
    aContractInput({
      journeys: {
        userClasses: [
          {
            name: 'u',
            weight: 1,
            journeys: [{ name: 'j', weight: 1, steps: [{ endpoint: 'nowhere' }] }],
          },
        ],
      },
    }),
    /nowhere/,
  ],
]

for (const [title, contract, message] of badContracts) {
  test(`refuses a contract with ${title}, wherever it is read`, async (t) => {
    const folder = aProject(t, contract)

    for (const args of [['validate'], ['run', 'load'], ['lint']]) {
      const { code, err } = await runCli(folder, args)
      assert.match(err, message)
      assert.match(err, /error CONTRACT_INVALID/)
      assert.equal(code, CONTRACT)
    }
  })
}

test('a valid contract is told in numbers', async (t) => {
  const { code, out } = await runCli(aProject(t), ['validate'])

  assert.equal(code, 0)
  assert.equal(out, 'contract.json is valid: shop, 1 endpoints, 3 latency targets, 1 profiles\n')
})

test('lint lists findings with hints, and breaks a build only when asked', async (t) => {
  const endpoints = [anEndpoint({ latency: { p95Ms: 10, avgMs: 5 } })]
  const folder = aProject(t, aContractInput({ endpoints }))

  const told = await runCli(folder, ['lint'])
  const strict = await runCli(folder, ['lint', '--strict'])

  assert.equal(told.code, 0)
  assert.match(told.out, /AVERAGE_TARGET .*\n {2}hint: /)
  assert.equal(strict.code, CONTRACT)
})
