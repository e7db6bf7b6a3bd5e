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
 * @property {string} startedAt
 *
 * @typedef {object} Notification
 * @property {string} receivedAt
 * @property {'firing' | 'resolved'} status
 * @property {string} alert
 * @property {string} [severity]
 * @property {string} [summary]
 * @property {string} startsAt
 * @property {string} [endsAt]
 *
 * @typedef {object} ProfileChoice
 * @property {string} name
 * @property {string | null} description
 * @property {'closed' | 'open'} model
 * @property {number} durationMs
 */
export {}
