import type { ContractInput } from '../../contract/schema.ts'
import { judge } from '../../verdict/judge.ts'
import type { Objective, Verdict } from '../../verdict/verdict.ts'
import { aContract, aProfile } from './builders.ts'
import { aRunRecord, type RunRecordOptions, type SecondOfTraffic } from './run-record-builder.ts'

type ProfileInput = NonNullable<ContractInput['profiles'][string]>

/** A made-up run and its verdict; `profile` changes the profile `load`, `contract` the rest of the contract. */
export function judged(
  options: Omit<RunRecordOptions, 'contract' | 'profile'> & {
    readonly contract?: Partial<ContractInput>
    readonly profile?: Partial<ProfileInput>
  } = {},
): Verdict {
  const { contract, profile, ...rest } = options
  const profiles = { load: aProfile(profile) }
  return judge(aRunRecord({ ...rest, contract: aContract({ profiles, ...contract }) }))
}

/** The objective with this id; a test that asks for one that is not there should break. */
export function objectiveOf(verdict: Verdict, id: string): Objective {
  const found = verdict.objectives.find((objective) => objective.id === id)
  if (found) return found
  throw new RangeError(`no ${id} among ${verdict.objectives.map((o) => o.id).join(', ')}`)
}

/** So many requests a second at 20 ms, of which some take `slowMs`. */
export function someSlow(count: number, slow: number, slowMs: number): SecondOfTraffic {
  return { latenciesMs: Array.from({ length: count }, (_, i) => (i < slow ? slowMs : 20)) }
}

/** So many requests a second, of which some end badly. */
export function someBad(count: number, bad: number): SecondOfTraffic {
  const latenciesMs = Array.from({ length: count }, () => 20)
  return { latenciesMs, outcomes: { ok: count - bad, status: bad } }
}
