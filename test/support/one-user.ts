import type { ContractInput } from '../../contract/schema.ts'
import type { EngineRun } from './engine-run.ts'

type ProfileInput = ContractInput['profiles'][string]

/** So many requests one after the other by one user, over one connection as long as it lasts. */
export function oneUser(iterations: number, overrides: Partial<ProfileInput> = {}): ProfileInput {
  return {
    model: 'closed',
    users: 1,
    duration: '20s',
    iterations,
    requestTimeout: '500ms',
    judges: ['checks'],
    ...overrides,
  }
}

/** A pause of the same length after every request. */
export function pauses(duration: string): { distribution: 'constant'; duration: string } {
  return { distribution: 'constant', duration }
}

/** What happened to one endpoint's requests, without the outcomes that did not. */
export function outcomesAt(run: EngineRun, endpoint: string): Record<string, number> {
  const all = Object.entries(run.totals.get(endpoint)?.outcomes ?? {})
  return Object.fromEntries(all.filter(([, count]) => count > 0))
}
