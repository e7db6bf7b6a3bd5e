import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { dryRun } from '../app/dry-run.ts'
import { projectAt } from '../app/project.ts'
import { dryRunLines, planLines } from '../cli/dry-run-lines.ts'
import type { Profile } from '../contract/profiles.ts'
import { readContract } from '../store/contract-file.ts'
import { countText } from '../verdict/quantity-text.ts'
import { arrivalsDue } from '../workload/arrivals.ts'
import { loadPlan, peakLevel } from '../workload/load-plan.ts'
import { shareOf } from '../workload/split.ts'
import { matchesGolden } from './support/golden-file.ts'

const CONTRACT = new URL('../plimsoll.contract.ts', import.meta.url).pathname
const { profiles } = await readContract(CONTRACT)

/** The plan as `--dry-run` prints it, and what each of two workers gets of it. */
function planText(profile: Profile): string {
  const plan = loadPlan(profile)
  const open = plan.model === 'open'
  const total = open ? arrivalsDue(plan, plan.durationMs) : peakLevel(plan)
  const [first, second] = [0, 1].map((index) => countText(shareOf(total, index, 2)))
  const what = open ? 'arrivals' : 'users at most'
  const split = `${countText(total)} ${what}: ${first} of worker 1, ${second} of worker 2`
  return `${[...planLines({ plan, profile }), split].join('\n')}\n`
}

for (const [name, profile] of Object.entries(profiles)) {
  test(`the plan of ${name} is as written down`, () => {
    matchesGolden(`plans/${name}.txt`, planText(profile))
  })

  test(`${name} compiles to the last request, without sending any`, async () => {
    const project = projectAt(process.cwd(), {}, { contract: CONTRACT })
    const planned = await dryRun({ project, profile: name, overrides: {}, envValues: {} })
    const text = dryRunLines(planned).join('\n')

    assert.match(text, /^ {2}POST \/goals HTTP\/1\.1$/m)
    assert.match(text, /^ {2}DELETE \/goals\/\{\{createdGoalId\}\} HTTP\/1\.1$/m)
    assert.doesNotMatch(text, /undefined|NaN/)
  })
}

test('no plan is written down for a profile that is gone', () => {
  const written = readdirSync(new URL('golden/plans', import.meta.url)).toSorted()
  const named = Object.keys(profiles).map((name) => `${name}.txt`)

  assert.deepEqual(written, named.toSorted())
})
