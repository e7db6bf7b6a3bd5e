const STORED = 'plimsoll.theme'
const root = document.documentElement
const system = matchMedia('(prefers-color-scheme: dark)')

/** Colours as a canvas wants them: resolved once a theme. */
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

/**
 * The theme follows the system until it is switched; this browser remembers the choice.
 * @param {() => void} onChange what is drawn on a canvas must be drawn again
 * @returns {() => void} the switch
 */
export function followTheme(onChange) {
  const changed = () => {
    resolved.clear()
    onChange()
  }
  system.addEventListener('change', changed)
  return () => {
    const now = root.dataset.theme ?? (system.matches ? 'dark' : 'light')
    root.dataset.theme = now === 'dark' ? 'light' : 'dark'
    localStorage.setItem(STORED, root.dataset.theme)
    changed()
  }
}
