/** Colours as the canvas wants them: resolved once per theme. */
const resolved = new Map()

/**
 * The value of a colour token in the theme that shows now.
 * @param {string} token e.g. `--p95`
 * @returns {string}
 */
export function color(token) {
  const known = resolved.get(token)
  if (known !== undefined) return known
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  probe.hidden = true
  document.body.append(probe)
  const value = getComputedStyle(probe).color
  probe.remove()
  resolved.set(token, value)
  return value
}

/** The font of axes and marks. */
export const FONT = () => `11px ${getComputedStyle(document.body).fontFamily}`

/** Follows the system, `#theme=dark`, or the switch; calls back after each change. */
export function followTheme(/** @type {() => void} */ onChange) {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const chosen = /theme=(light|dark)/.exec(location.hash)?.[1]
  if (chosen) document.documentElement.dataset.theme = chosen
  const changed = () => {
    resolved.clear()
    onChange()
  }
  system.addEventListener('change', changed)
  return () => {
    const now = document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')
    document.documentElement.dataset.theme = now === 'dark' ? 'light' : 'dark'
    changed()
  }
}
