import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type { Profile } from '../contract/profiles.ts'
import { readContract } from '../store/contract-file.ts'
import { arrivalsDue } from '../workload/arrivals.ts'
import { loadPlan, peakLevel } from '../workload/load-plan.ts'
import { scaledProfile } from '../workload/scaled-profile.ts'
import { anEngineRun } from './support/engine-run.ts'

/** Every plan is squeezed into this; long enough for each phase of the longest plan to hold a slice. */
const RUN_MS = 400
/** Thousands of users would measure this machine, not the profile: higher levels shrink to these. */
const MOST = { closed: 40, open: 200 } as const

const contract = await readContract(new URL('../plimsoll.contract.ts', import.meta.url).pathname)

const STATUS: Readonly<Record<string, number>> = { POST: 201, DELETE: 204 }
const server = createServer((request, response) => {
  const { method = '' } = request
  response.statusCode = STATUS[method] ?? 200
  response.setHeader('content-type', 'application/json')
  request.resume().on('end', () => response.end(method === 'DELETE' ? undefined : '{"id":7}'))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => {
  server.closeAllConnections()
  server.close()
})
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/**
 * The same shape in less time and at lower levels, so low that no level becomes nobody. What ends by itself keeps its
 * time, however long a busy machine takes.
 */
function squeezed(profile: Profile): Profile {
  const plan = loadPlan(profile)
  const timeScale = profile.iterations === undefined ? RUN_MS / plan.durationMs : 1
  const share = Math.min(1, MOST[plan.model] / peakLevel(plan))
  const lower = (level: number): number =>
    level === 0 ? 0 : Math.max(1, Math.round(level * share))
  const { users, ratePerSecond, spawnRate, stages, ...rest } = scaledProfile(profile, timeScale)
  return {
    ...rest,
    ...(users !== undefined && { users: lower(users) }),
    ...(spawnRate !== undefined && { spawnRate: spawnRate * share }),
    ...(ratePerSecond !== undefined && { ratePerSecond: lower(ratePerSecond) }),
    ...(stages && {
      stages: stages.map((stage) => ({
        ...stage,
        ...(stage.users !== undefined && { users: lower(stage.users) }),
        ...(stage.ratePerSecond !== undefined && { ratePerSecond: lower(stage.ratePerSecond) }),
      })),
    }),
  }
}

for (const [name, profile] of Object.entries(contract.profiles)) {
  test(`${name} runs through all its phases, and every answer is good`, async () => {
    const load = squeezed(profile)
    const plan = loadPlan(load)
    const run = await anEngineRun(
      { ...contract, service: { ...contract.service, baseUrl }, profiles: { load } },
      { connections: MOST[plan.model] },
    )
    const offered = run.intervals.reduce((sum, interval) => sum + interval.offered, 0)

    assert.deepEqual(Object.keys(run.outcomes), ['ok'])
    if (plan.model === 'open') assert.equal(offered, arrivalsDue(plan, plan.durationMs))
    if (load.iterations !== undefined) {
      assert.equal(run.live.get('journeys'), load.iterations)
      return // it ends as soon as they are through, in whatever phase
    }
    assert.deepEqual(
      [...new Set(run.intervals.map(({ phase }) => phase))],
      plan.phases.map((phase) => phase.name),
    )
    // a busy machine may sleep through a phase of some milliseconds, but nobody comes who was not planned
    const peak = Math.max(...run.intervals.map(({ users }) => users))
    if (plan.model === 'closed') assert.ok(peak > 0 && peak <= peakLevel(plan), `${peak} users`)
  })
}
