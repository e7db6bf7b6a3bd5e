import { PlimsollError } from '../contract/errors.ts'
import type { Profile } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'

/** What a command line or an API call may change of a profile for one run. */
export interface RunOverrides {
  readonly target?: string | undefined
  readonly users?: number | undefined
  /** Users started a second. */
  readonly spawnRate?: number | undefined
  readonly ratePerSecond?: number | undefined
  readonly durationMs?: number | undefined
}

/** The profile of this name; an unknown one is an error that lists those there are. */
export function profileNamed(contract: Contract, name: string): Profile {
  const profile = Object.hasOwn(contract.profiles, name) ? contract.profiles[name] : undefined
  if (profile) return profile
  const names = Object.keys(contract.profiles)
  throw new PlimsollError('PROFILE_UNKNOWN', `the contract has no profile "${name}"`, {
    hint: `it has ${names.join(', ')}`,
  })
}

/** The contract as this run takes it: the record keeps it, so that a verdict can be repeated. */
export function withOverrides(
  contract: Contract,
  profileName: string,
  overrides: RunOverrides,
  env: Readonly<Record<string, string | undefined>>,
): Contract {
  const profile = profileNamed(contract, profileName)
  refuseForeign(profileName, profile, overrides)
  const { users, spawnRate, ratePerSecond, durationMs } = overrides
  const changed: Profile = {
    ...profile,
    ...(users !== undefined && { users }),
    ...(spawnRate !== undefined && { spawnRate }),
    ...(ratePerSecond !== undefined && { ratePerSecond }),
    ...(durationMs !== undefined && { durationMs }),
  }
  return {
    ...contract,
    service: { ...contract.service, baseUrl: targetUrl(contract, overrides.target, env) },
    profiles: { ...contract.profiles, [profileName]: changed },
  }
}

/** Where the service is: what was named, else the contract's variable, else the contract. */
export function targetUrl(
  { service }: Pick<Contract, 'service'>,
  target: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const chosen = target ?? (env[service.baseUrlEnv] || service.baseUrl)
  const url = URL.parse(chosen)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new PlimsollError('USAGE', `the target is not an http:// or https:// URL: "${chosen}"`)
  }
  return chosen.replace(/\/+$/, '')
}

function refuseForeign(name: string, profile: Profile, overrides: RunOverrides): void {
  const { users, spawnRate, ratePerSecond, durationMs } = overrides
  const level = users ?? spawnRate ?? ratePerSecond
  if (profile.stages && (level ?? durationMs) !== undefined) {
    throw new PlimsollError('USAGE', `profile ${name} has stages: its load and length are theirs`, {
      hint: 'choose a profile without stages, or change its stages in the contract',
    })
  }
  const foreign =
    profile.model === 'closed' ? ratePerSecond !== undefined : (users ?? spawnRate) !== undefined
  if (foreign) {
    const takes = profile.model === 'closed' ? '--users and --spawn-rate' : '--rate'
    throw new PlimsollError('USAGE', `profile ${name} is ${profile.model}: it takes ${takes}`)
  }
}
