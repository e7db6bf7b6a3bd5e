import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { contractWords, EXAMPLE_CONTRACTS } from './support/example-contracts.ts'

for (const { contract, golden } of EXAMPLE_CONTRACTS) {
  test(`${contract} is valid, and its contradictions are found as ${golden} says (npm run generate)`, async () => {
    assert.equal(await contractWords(contract), readFileSync(golden, 'utf8'))
  })
}

/** The documents' clashes at the end of the requirements, each with the arithmetic that shows it. */
const CLASHES = [
  ['experimentation', 'RATES_DISAGREE', /10,350\/s \(621,000 a minute.*11,000,000 an hour/],
  ['experimentation', 'LOAD_OVER_CEILING', /100000 users, safety allows 10000/],
  ['resource-agent', 'LOAD_NAMED_TWICE', /same 100 users as heavy/],
  ['resource-agent', 'AVERAGE_TARGET', /avgMs 500/],
  ['resource-agent', 'SOAK_TOO_SHORT', /30 min.*0\.42 % \(20 % in 24 h\)/],
  ['resource-agent', 'BUDGET_UNPROVABLE', /0\.001 needs 3000 clean ones/],
  ['platform-launch', 'THINK_TIME_SCALING', /1\.41 to 1\.45 s.*1\.4 s is think time/],
  ['platform-launch', 'PERCENTILE_UNPROVABLE', /about 7 requests, its P95 needs at least 59/],
] as const

for (const [name, code, arithmetic] of CLASHES) {
  test(`${name}: ${code} is found with its arithmetic`, async () => {
    const lines = (await contractWords(`examples/contracts/${name}.yaml`)).split('\n')

    assert.ok(lines.some((line) => line.startsWith(code) && arithmetic.test(line)))
  })
}
