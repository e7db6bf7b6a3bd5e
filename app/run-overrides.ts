import { PlimsollError } from '../contract/errors.ts'
import type { Profile, Stage } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { scaledProfile } from '../workload/scaled-profile.ts'

/** A stretch of load as a command line gives it; the profile's model says what the level counts. */
export interface StageOverride {
  readonly durationMs: number
  /** Users, or arrivals a second, reached at its end. */
  readonly level: number
}

/** What a command line or an API call may change of a profile for one run. */
export interface RunOverrides {
  readonly target?: string | undefined
  readonly users?: number | undefined
  /** Users started a second. */
  readonly spawnRate?: number | undefined
  readonly ratePerSecond?: number | undefined
  readonly durationMs?: number | undefined
  /** Take the place of the profile's own stages, or of its level and length. */
  readonly stages?: readonly StageOverride[] | undefined
  readonly connections?: number | undefined
  readonly requestTimeoutMs?: number | undefined
  readonly iterations?: number | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Fraction of its time that the profile is given, to rehearse it. */
  readonly timeScale?: number | undefined
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
  const { users, spawnRate, ratePerSecond, durationMs, stages, timeScale, tags } = overrides
  const { connections, requestTimeoutMs, iterations } = overrides
  const changed: Profile = {
    ...profile,
    ...(stages && ofStages(profile, stages)),
    ...(users !== undefined && { users }),
    ...(spawnRate !== undefined && { spawnRate }),
    ...(ratePerSecond !== undefined && { ratePerSecond }),
    ...(durationMs !== undefined && { durationMs }),
    ...(connections !== undefined && { connections }),
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    ...(iterations !== undefined && { iterations }),
    ...(tags && { tags: { ...profile.tags, ...tags } }),
  }
  const sent = timeScale === undefined ? changed : scaledProfile(changed, timeScale)
  return {
    ...contract,
    service: { ...contract.service, baseUrl: targetUrl(contract, overrides.target, env) },
    profiles: { ...contract.profiles, [profileName]: sent },
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

function ofStages({ model }: Profile, stages: readonly StageOverride[]): Partial<Profile> {
  const level = model === 'closed' ? 'users' : 'ratePerSecond'
  const own = stages.map(
    ({ durationMs, level: reached }, i): Stage => ({
      phase: `stage-${i + 1}`,
      durationMs,
      shape: 'ramp',
      [level]: reached,
    }),
  )
  const replaced = { users: undefined, spawnRate: undefined, ratePerSecond: undefined }
  return { ...replaced, rampUpMs: undefined, durationMs: undefined, stages: own }
}

/** Refuses flags that the profile's load cannot take, and says what to use instead. */
function refuseForeign(name: string, profile: Profile, overrides: RunOverrides): void {
  const { users, spawnRate, ratePerSecond, durationMs } = overrides
  const simple = users ?? spawnRate ?? ratePerSecond ?? durationMs
  if (overrides.stages) refuseStages(name, profile, overrides.stages, simple !== undefined)
  if (profile.stages && simple !== undefined) {
    refuse(
      `profile ${name} has stages: its load and length are theirs`,
      'give other stages by --stage 30s:10,2m:10, or choose a profile without stages',
    )
  }
  if (profile.model === 'open' && (users ?? spawnRate) !== undefined) {
    refuse(`profile ${name} is open: it takes --rate`)
  }
  if (profile.model === 'closed' && ratePerSecond !== undefined) {
    refuse(`profile ${name} is closed: it takes --users and --spawn-rate`)
  }
  if (profile.model === 'closed' && overrides.connections !== undefined) {
    refuse(`profile ${name} is closed: each user has a connection of its own, so use --users`)
  }
}

function refuseStages(
  name: string,
  { model, recovery }: Profile,
  stages: readonly StageOverride[],
  besideOthers: boolean,
): void {
  if (besideOthers) {
    refuse('stages already say how much load for how long', 'leave out the other flags of the load')
  }
  if (recovery) {
    refuse(
      `profile ${name} judges the recovery after its stage ${recovery.afterPhase}: its stages are its own`,
      'choose a profile that judges no recovery',
    )
  }
  if (model === 'closed' && stages.some(({ level }) => !Number.isInteger(level))) {
    refuse(`profile ${name} is closed: its stages take whole users, such as 30s:10`)
  }
}

function refuse(message: string, hint?: string): never {
  throw new PlimsollError('USAGE', message, hint === undefined ? {} : { hint })
}
