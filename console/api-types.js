/**
 * What the server sends, as the page sees it.
 * @typedef {object} EndpointNow
 * @property {string} endpoint
 * @property {string} method
 * @property {string} path
 * @property {number} perSecond
 * @property {number | null} p50Ms
 * @property {number | null} p95Ms
 * @property {number | null} p99Ms
 * @property {number} [p95TargetMs]
 * @property {number} [p95FailMs]
 * @property {number} errors
 *
 * @typedef {object} PhaseNow
 * @property {string} name
 * @property {number} startMs
 * @property {number} endMs
 *
 * @typedef {object} Snapshot
 * @property {string} runId
 * @property {string} profile
 * @property {string} service
 * @property {'starting' | 'running' | 'stopping' | 'ended'} state
 * @property {number} elapsedMs
 * @property {number} plannedMs
 * @property {string} phase
 * @property {PhaseNow[]} phases
 * @property {'closed' | 'open'} model
 * @property {number} level
 * @property {'level' | 'pause'} [byHand]
 * @property {number} users
 * @property {number} offeredPerSecond
 * @property {number} deliveredPerSecond
 * @property {number} inFlight
 * @property {number} connections
 * @property {number} requests
 * @property {number} errors
 * @property {number} errorRatio
 * @property {number} scheduleLagP99Ms
 * @property {number} windowMs
 * @property {EndpointNow[]} endpoints
 *
 * @typedef {'ms' | 'ratio' | 'per-second' | 'count' | 'bytes' | 'bytes-per-second'} Unit
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {number | null} value
 * @property {Unit} unit
 * @property {number} warnLine
 * @property {number} failLine
 * @property {number | null} room
 * @property {'under' | 'warn' | 'over' | 'none'} state
 * @property {boolean} judged
 *
 * @typedef {{ snapshot: Snapshot, rows: Row[] }} LiveState
 *
 * @typedef {object} LivePoint
 * @property {number} elapsedMs
 * @property {number} users
 * @property {number} offeredPerSecond
 * @property {number} deliveredPerSecond
 * @property {number} errorRatio
 * @property {Record<string, (number | null)[]>} latencyMs
 *
 * @typedef {'pass' | 'warn' | 'fail' | 'undecided' | 'invalid'} Outcome
 *
 * @typedef {object} FinishedRun
 * @property {string} id
 * @property {string} profile
 * @property {string} service
 * @property {string} target
 * @property {string} startedAt
 * @property {string} endedAt
 * @property {string} ending
 * @property {{ outcome: Outcome, exitCode: number, sentence: string }} [verdict]
 * @property {number} requests
 * @property {number} errors
 * @property {string} [reports]
 *
 * @typedef {object} RunningRun
 * @property {string} id
 * @property {string} profile
 * @property {string} service
 * @property {string} startedAt
 *
 * @typedef {object} Objective
 * @property {string} id
 * @property {string} title
 * @property {string} scope
 * @property {Unit} unit
 * @property {Outcome | 'not-judged'} outcome
 * @property {number | null} value
 * @property {number | null} warnLine
 * @property {number | null} failLine
 * @property {number | null} room
 * @property {number} samples
 * @property {string} sampleUnit
 * @property {string | null} reason
 * @property {string | null} settle
 *
 * @typedef {object} RunSummary
 * @property {{ contractDigest: string, target: string, seed: number }} run
 * @property {{ hint: string | null, notes: string[] }} verdict
 * @property {Objective[]} objectives
 *
 * @typedef {object} Notification
 * @property {string} receivedAt
 * @property {'firing' | 'resolved'} status
 * @property {string} alert
 * @property {string} [severity]
 * @property {string} [summary]
 * @property {string} startsAt
 * @property {string} [endsAt]
 * @property {string} fingerprint
 * @property {string} [generatorUrl]
 * @property {Record<string, string>} labels
 *
 * @typedef {object} FiringAlert
 * @property {Record<string, string>} labels
 * @property {Record<string, string>} annotations
 * @property {'firing' | 'pending'} state
 * @property {string} activeAt
 *
 * @typedef {object} Schedule
 * @property {string} name
 * @property {string} profile
 * @property {string} cron
 * @property {string} timeZone
 * @property {boolean} paused
 * @property {string | null} nextStartAt
 *
 * @typedef {object} ProfileChoice
 * @property {string} name
 * @property {string | null} description
 * @property {'closed' | 'open'} model
 * @property {number} durationMs
 */

/**
 * The contract as `GET /api/contract` tells it (app/readable-contract.ts).
 * @typedef {{ warnMs: number, failMs: number }} Lines
 * @typedef {{ name: string, method: string, path: string, category: string | null, lines: Partial<Record<'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs', Lines>> }} ReadableEndpoint
 * @typedef {{ name: string, description: string | null, model: 'closed' | 'open', judges: string[], durationMs: number, phases: PhaseNow[], levels: [number, number][] }} ReadableProfile
 * @typedef {{ code: string, path: string, message: string, hint: string }} Finding
 * @typedef {{ upToUsers?: number, upToRatePerSecond?: number, maxRatio: number, failRatio?: number }} ErrorBudget
 *
 * @typedef {object} ReadableContract
 * @property {string} file
 * @property {string} digest
 * @property {{ name: string, baseUrl: string, baseUrlEnv: string, dialect: string }} service
 * @property {ReadableEndpoint[]} endpoints
 * @property {ReadableProfile[]} profiles
 * @property {Finding[]} findings
 * @property {{ availability?: { objectiveRatio: number, windowMs: number }, errorRatio: ErrorBudget[] }} budgets
 * @property {{ targetPerSecond: number, minPerSecond: number }} [throughput]
 * @property {Record<string, Record<string, number>>} resources
 * @property {{ growthPer24h: Record<string, number>, warmUps: { name: string, durationMs: number }[] }} [soak]
 * @property {{ toleranceRatio: number, baseline: string }} [regression]
 * @property {{ name: string, signal: string, above: number, forMs: number }[]} triggers
 * @property {{ name: string, profile: string, cron: string, timeZone: string }[]} schedules
 * @property {Record<string, Record<string, string>>} notify
 * @property {{ allowTargets: string[], maxUsers: number, maxRatePerSecond: number, maxDurationMs: number, maxConnections: number }} safety
 */
export {}
