import type { LatencyTargets } from '../endpoints.ts'
import type { Contract } from '../schema.ts'
import type { Finding } from './finding.ts'
import { loadFindings } from './load-findings.ts'
import { calledOnlyOnce, requestsPerJourney } from './planned-load.ts'
import { profileContradictions } from './profile-contradictions.ts'
import { unreadFields } from './unread-fields.ts'

/** Everything in a valid contract that contradicts itself, cannot be proved, or is not read yet. */
export function lintContract(contract: Contract): Finding[] {
  return [
    ...averages(contract),
    ...unvisited(contract),
    ...disagreements(contract),
    ...budgetOrder(contract),
    ...loadFindings(contract),
    ...profileContradictions(contract),
    ...unreadFields(contract),
  ]
}

function averages(contract: Contract): Finding[] {
  const targets: [string, LatencyTargets | undefined][] = [
    ...Object.entries(contract.categories).map(([name, t]): [string, LatencyTargets] => [
      `categories.${name}`,
      t,
    ]),
    ...contract.endpoints.map((e): [string, LatencyTargets | undefined] => [
      `endpoints (${e.name}).latency`,
      e.latency,
    ]),
    ...Object.entries(contract.profiles).map(([name, p]): [string, LatencyTargets | undefined] => [
      `profiles.${name}.latency`,
      p.latency,
    ]),
  ]
  return targets.flatMap(([path, target]): Finding[] => {
    if (target?.avgMs === undefined) return []
    const message = `avgMs ${target.avgMs}: an average hides the slow requests, and nothing judges it`
    const hint = 'write the P95 your users should see as p95Ms'
    return [{ code: 'AVERAGE_TARGET', path, message, hint }]
  })
}

function unvisited(contract: Contract): Finding[] {
  const visited = requestsPerJourney(contract)
  const apart = calledOnlyOnce(contract)
  return contract.endpoints
    .filter(({ name }) => !visited.has(name) && !apart.has(name))
    .map(({ name }) => ({
      code: 'ENDPOINT_UNVISITED',
      path: `endpoints (${name})`,
      message: 'no journey visits it: its targets are never measured',
      hint: 'add a step to a journey, or remove the endpoint',
    }))
}

/** Own targets looser or tighter than the category's, where both speak of the same percentile. */
function disagreements(contract: Contract): Finding[] {
  return contract.endpoints.flatMap((endpoint) => {
    const category = endpoint.category ? contract.categories[endpoint.category] : undefined
    if (!category || !endpoint.latency) return []
    const own = endpoint.latency
    return (['p50Ms', 'p95Ms', 'p99Ms', 'maxMs'] as const).flatMap((percentile): Finding[] => {
      const [mine, theirs] = [own[percentile], category[percentile]]
      if (mine === undefined || theirs === undefined || mine === theirs) return []
      return [
        {
          code: 'TARGETS_DISAGREE',
          path: `endpoints (${endpoint.name}).latency.${percentile}`,
          message: `says ${mine} ms, its category ${endpoint.category} says ${theirs} ms; the endpoint's own counts`,
          hint: 'leave out one of the two',
        },
      ]
    })
  })
}

function budgetOrder(contract: Contract): Finding[] {
  const byUsers = contract.budgets.errorRatio
    .filter((b) => b.upToUsers !== undefined)
    .sort((a, b) => (a.upToUsers ?? 0) - (b.upToUsers ?? 0))
  return byUsers.flatMap((budget, i): Finding[] => {
    const lower = byUsers[i - 1]
    if (!lower || budget.maxRatio >= lower.maxRatio) return []
    return [
      {
        code: 'BUDGET_ORDER',
        path: 'budgets.errorRatio',
        message: `allows ${lower.maxRatio} up to ${lower.upToUsers} users but only ${budget.maxRatio} up to ${budget.upToUsers}`,
        hint: 'a service rarely fails less under more load: check the two numbers',
      },
    ]
  })
}
