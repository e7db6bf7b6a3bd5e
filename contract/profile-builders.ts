/** What a load within the promises is to show. */
export const STEADY = ['checks', 'p95', 'error-ratio', 'resources'] as const

/** What a load beyond them is to show: it may slow down, not break, and recovers. */
export const OVERLOADED = ['health', 'error-ratio', 'recovery', 'resources'] as const

/**
 * The closed model in Locust's words.
 * @param spawnRate users started a second
 * @param duration such as '10m'
 */
export const closed = (users: number, spawnRate: number, duration: string) =>
  ({ model: 'closed', users, spawnRate, duration }) as const

/** So many users, a level that the service is to hold. */
export const steady = (
  description: string,
  users: number,
  spawnRate: number,
  duration: string,
) => ({ description, ...closed(users, spawnRate, duration), judges: [...STEADY] })

/** A stage of the open model whose rate is there at once, not ramped to. */
export const step = (phase: string, duration: string, ratePerSecond: number) =>
  ({ phase, duration, ratePerSecond, shape: 'step' }) as const
