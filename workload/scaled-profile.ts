import type { Profile } from '../contract/profiles.ts'

/**
 * The profile in a fraction of its time, to rehearse it: stages, ramps, warm-up and the time to recover shrink together,
 * so that its shape stays. Levels, journeys, pauses and request timeouts are what they are: a user is no faster.
 * @param timeScale above 0, at most 1: 0.01 makes a minute of 100
 */
export function scaledProfile(profile: Profile, timeScale: number): Profile {
  const { durationMs, rampUpMs, warmUpMs, spawnRate, stages, recovery } = profile
  const scaled = (ms: number): number => Math.max(1, Math.round(ms * timeScale))
  return {
    ...profile,
    ...(durationMs !== undefined && { durationMs: scaled(durationMs) }),
    ...(rampUpMs !== undefined && { rampUpMs: scaled(rampUpMs) }),
    ...(warmUpMs !== undefined && { warmUpMs: scaled(warmUpMs) }),
    ...(spawnRate !== undefined && { spawnRate: spawnRate / timeScale }),
    ...(stages && {
      stages: stages.map((stage) => ({ ...stage, durationMs: scaled(stage.durationMs) })),
    }),
    ...(recovery && { recovery: { ...recovery, withinMs: scaled(recovery.withinMs) } }),
  }
}
