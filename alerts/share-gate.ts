/**
 * How far a share of bad requests must lie above what is allowed before chance is no longer an excuse.
 *
 * The number of bad requests among n, each bad with probability p, stays below
 * `np + z sqrt(np(1-p)) + (z^2-1)(1-2p)/6` but for about one window in 1/(1-Phi(z)): the quantile of the
 * binomial with Cornish and Fisher's correction for skewness (1938), which plain z scores lack: with
 * small n p they fire on luck. Divided by n it is a line for the share, which rises as traffic falls.
 */
export interface ShareGate {
  /** The share that is allowed, of 1. */
  readonly allowed: number
  /** Standard deviations: 4 is one window in 30,000 for a service that sits exactly on the line. */
  readonly z: number
}

const decimals = (value: number): number => Number(value.toPrecision(6))

/** The line as PromQL, over an expression for the number of requests. */
export function gateExpression({ allowed, z }: ShareGate, requests: string): string {
  const skew = decimals(skewness({ allowed, z }))
  const spread = `${z} * sqrt(${decimals(allowed * (1 - allowed))} / ${requests})`
  const terms = [String(allowed), spread, ...(skew === 0 ? [] : [`${skew} / ${requests}`])]
  return `(${terms.join(' + ')})`
}

/** The same line as a number. */
export function gateShare({ allowed, z }: ShareGate, requests: number): number {
  const spread = z * Math.sqrt((allowed * (1 - allowed)) / requests)
  return allowed + spread + skewness({ allowed, z }) / requests
}

function skewness({ allowed, z }: ShareGate): number {
  return ((z ** 2 - 1) * (1 - 2 * allowed)) / 6
}
