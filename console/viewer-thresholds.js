/** @typedef {'pass' | 'warn' | 'fail'} Outcome */
/** @typedef {{ readonly color: string, readonly value: number | null }} Step */
/** @typedef {{ readonly at: number, readonly kind: 'warn' | 'limit' }} Line */

/** @type {Record<string, Outcome>} */
const OUTCOMES = { green: 'pass', orange: 'warn', red: 'fail' }

/**
 * The outcome a colour of our dashboards stands for.
 * @param {string} color
 * @returns {Outcome}
 */
export function outcomeOfColor(color) {
  const outcome = OUTCOMES[color]
  if (!outcome) throw new Error(`no outcome has the colour ${color}`)
  return outcome
}

/**
 * Where a value stands by the contract; undefined where there is no line.
 * @param {number} value
 * @param {readonly Step[]} steps
 * @returns {Outcome | undefined}
 */
export function outcomeOf(value, steps) {
  if (steps.length < 2) return undefined
  const passed = steps.filter((step) => step.value === null || value >= step.value)
  return outcomeOfColor(passed.at(-1)?.color ?? 'green')
}

/**
 * The lines to draw. A line that borders on red is the limit, any other the warning.
 * @param {readonly Step[]} steps
 * @returns {Line[]}
 */
export function contractLines(steps) {
  return steps.flatMap(({ color, value }, i) => {
    if (value === null) return []
    const limit = color === 'red' || steps[i - 1]?.color === 'red'
    return [{ at: value, kind: limit ? 'limit' : 'warn' }]
  })
}

/**
 * True where falling below the line is what breaks the contract.
 * @param {readonly Step[]} steps
 */
export function isFloor(steps) {
  return steps.length > 1 && steps[0]?.color === 'red'
}
