import type { RunOverrides } from '../app/run-overrides.ts'
import { envFlag } from './env-flag.ts'
import type { Values } from './flags.ts'
import { scrapingFlags } from './scraping-flags.ts'

/** Flags of `plimsoll run`; Locust's names work too. */
export const runFlags = {
  target: {
    kind: 'text',
    value: 'URL',
    alias: 'host',
    about: 'where the service is; else PLIMSOLL_TARGET, else service.baseUrl of the contract',
  },
  users: {
    kind: 'whole',
    short: 'u',
    value: 'N',
    min: 1,
    env: 'PLIMSOLL_USERS',
    about: 'users of a closed profile',
  },
  'spawn-rate': {
    kind: 'positive',
    short: 'r',
    value: 'N',
    env: 'PLIMSOLL_SPAWN_RATE',
    about: 'users started a second',
  },
  rate: {
    kind: 'positive',
    value: 'N',
    env: 'PLIMSOLL_RATE',
    about: 'arrivals a second of an open profile',
  },
  duration: {
    kind: 'duration',
    short: 't',
    value: 'TIME',
    alias: 'run-time',
    env: 'PLIMSOLL_DURATION',
    about: "length of the run, such as '90s' or '1h30m'",
  },
  stage: {
    kind: 'stages',
    short: 's',
    value: 'TIME:N',
    env: 'PLIMSOLL_STAGE',
    about:
      "ramp to N users or arrivals a second within TIME; repeated or '30s:10,2m:10', in place of the profile's own",
  },
  iterations: {
    kind: 'whole',
    short: 'i',
    value: 'N',
    min: 1,
    env: 'PLIMSOLL_ITERATIONS',
    about: 'end after so many journeys',
  },
  'time-scale': {
    kind: 'positive',
    value: 'N',
    max: 1,
    env: 'PLIMSOLL_TIME_SCALE',
    about:
      'rehearse in a fraction of the time: 0.01 makes a minute of 100; pauses and timeouts stay, latency is not judged',
  },
  connections: {
    kind: 'whole',
    value: 'N',
    min: 1,
    env: 'PLIMSOLL_CONNECTIONS',
    about: 'most connections of an open profile; a closed one has one a user',
  },
  timeout: {
    kind: 'duration',
    value: 'TIME',
    env: 'PLIMSOLL_TIMEOUT',
    about: 'longest wait for an answer',
  },
  env: envFlag,
  tag: {
    kind: 'pairs',
    value: 'NAME=VALUE',
    env: 'PLIMSOLL_TAG',
    about: 'kept with the run; repeated',
  },
  seed: {
    kind: 'whole',
    value: 'N',
    min: 1,
    max: 2 ** 31 - 1,
    env: 'PLIMSOLL_SEED',
    about: 'repeats the same choices of users, tasks and data',
  },
  workers: {
    kind: 'whole',
    value: 'N',
    min: 1,
    max: 64,
    env: 'PLIMSOLL_WORKERS',
    about: 'threads that send, else 1; one sends thousands of requests a second',
  },
  'dry-run': {
    kind: 'switch',
    env: 'PLIMSOLL_DRY_RUN',
    about: 'print what would be sent, and send nothing',
  },
  ...scrapingFlags,
  'fail-on-warn': {
    kind: 'switch',
    env: 'PLIMSOLL_FAIL_ON_WARN',
    about: '99 when an objective warns',
  },
  all: { kind: 'switch', about: 'every objective at the end, also those not judged' },
  quiet: { kind: 'switch', short: 'q', env: 'PLIMSOLL_QUIET', about: 'only the verdict sentence' },
} as const

export type RunFlagValues = Values<typeof runFlags>

/** What these flags change of a profile. */
export function overridesOf(flags: RunFlagValues): RunOverrides {
  return {
    target: flags.target,
    users: flags.users,
    spawnRate: flags['spawn-rate'],
    ratePerSecond: flags.rate,
    durationMs: flags.duration,
    stages: flags.stage,
    connections: flags.connections,
    requestTimeoutMs: flags.timeout,
    iterations: flags.iterations,
    tags: flags.tag,
    timeScale: flags['time-scale'],
  }
}
