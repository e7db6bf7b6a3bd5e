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
  ...scrapingFlags,
  'fail-on-warn': {
    kind: 'switch',
    env: 'PLIMSOLL_FAIL_ON_WARN',
    about: '99 when an objective warns',
  },
  all: { kind: 'switch', about: 'every objective at the end, also those not judged' },
  quiet: { kind: 'switch', short: 'q', env: 'PLIMSOLL_QUIET', about: 'only the verdict sentence' },
} as const
