import type { PhaseRecord } from '../measurement/run-record.ts'
import { clockText } from '../verdict/quantity-text.ts'
import { escaped, loadLineDisc, percent } from './html-text.ts'

/** A place on a chart: shares of its width and height, from the top left. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** A tick with its label as HTML; `minor` ones leave on narrow screens. */
export interface Tick {
  readonly at: number
  readonly html: string
  readonly minor?: boolean
}

/** A word in the right gutter, at the height of its line. */
export interface GutterLabel {
  readonly y: number
  readonly html: string
  readonly kind: 'line' | 'contract' | 'warn'
  readonly color?: string
}

/** What a chart is made of: stretched SVG shapes under HTML labels (crisp in print, right at any width, no script). */
export interface ChartParts {
  readonly heightPx: number
  readonly rightPx: number
  readonly leftPx: number
  /** What a screen reader says. */
  readonly label: string
  readonly bands: readonly Band[]
  readonly yTicks: readonly Tick[]
  readonly xTicks: readonly Tick[]
  /** Contract line over the whole width, if there is one; a stepped one is drawn as a shape. */
  readonly contractY?: number
  readonly warnY?: number
  readonly shapes: readonly string[]
  readonly gutter?: readonly GutterLabel[]
  readonly notes?: readonly string[]
  readonly bandNames?: boolean
}

/** A phase as a stretch of the x axis. */
export interface Band {
  readonly name: string
  readonly from: number
  readonly to: number
}

export function phaseBands(phases: readonly PhaseRecord[], totalMs: number): Band[] {
  return phases.map(({ name, startMs, endMs }) => ({
    name,
    from: startMs / totalMs,
    to: Math.min(1, endMs / totalMs),
  }))
}

const fixed = (value: number): string => String(Number(value.toFixed(1)))
/** SVG coordinates: 1000 wide, 100 high, whatever the size on screen. */
export const sx = (share: number): string => fixed(share * 1000)
export const sy = (share: number): string => fixed(share * 100)

/** A line through places; a null is a gap that is never bridged, a lone place between gaps is a dot. */
export function linePath(places: readonly (Place | null)[]): string {
  let path = ''
  let open = false
  places.forEach((place, i) => {
    if (place === null) {
      open = false
      return
    }
    path += `${open ? 'L' : 'M'}${sx(place.x)} ${sy(place.y)}`
    if (!open && (places[i + 1] ?? null) === null) path += 'h0'
    open = true
  })
  return path
}

/** The area between a line and a base, gap by gap. */
export function areaPath(places: readonly (Place | null)[], baseY: number): string {
  const runs: Place[][] = [[]]
  for (const place of places) {
    if (place === null) runs.push([])
    else runs.at(-1)?.push(place)
  }
  return runs
    .filter((run) => run.length > 1)
    .map((run) => {
      const [first, last] = [run[0], run.at(-1)]
      const base = sy(baseY)
      return `${linePath(run)}L${sx(last?.x ?? 0)} ${base}L${sx(first?.x ?? 0)} ${base}Z`
    })
    .join('')
}

const LABEL_PX = 14

/** Moves labels apart by the height of a line, as little as possible and in order. */
export function spread<T extends { readonly y: number }>(
  labels: readonly T[],
  heightPx: number,
): T[] {
  const gap = LABEL_PX / heightPx
  const sorted = labels.toSorted((a, b) => a.y - b.y)
  const ys = sorted.map(({ y }) => y)
  for (let round = 0; round < 40; round++) {
    for (let i = 1; i < ys.length; i++) {
      const [above, below] = [ys[i - 1] ?? 0, ys[i] ?? 0]
      const short = gap - (below - above)
      if (short <= 0) continue
      ys[i - 1] = above - short / 2
      ys[i] = below + short / 2
    }
  }
  return sorted.map((label, i) => ({ ...label, y: ys[i] ?? label.y }))
}

/** Ticks of run time: at most `most` steps, at round minutes or seconds. */
export function timeTicks(totalMs: number, most = 8): Tick[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600]
  const stepMs = (steps.find((s) => totalMs / (s * 1000) <= most) ?? 43_200) * 1000
  return Array.from({ length: Math.floor(totalMs / stepMs) + 1 }, (_, i) => ({
    at: (i * stepMs) / totalMs,
    html: clockText(i * stepMs),
    minor: i % 2 === 1,
  }))
}

/** The chart as HTML. */
export function chart(parts: ChartParts): string {
  const { heightPx, rightPx, leftPx, bands, contractY, warnY } = parts
  const inside = (y: number | undefined): y is number => y !== undefined && y >= -0.02 && y <= 1.02
  const line = (y: number, kind: string) => `<path d="M0 ${sy(y)}H1000" class="${kind}"/>`
  const svg = [
    ...bands.map(({ from, to }, i) =>
      i % 2 === 1
        ? `<rect x="${sx(from)}" y="0" width="${sx(to - from)}" height="100" fill="var(--band)"/>`
        : '',
    ),
    ...parts.yTicks.map(({ at }) => line(at, 'gl')),
    ...(inside(warnY) ? [line(warnY, 'wl')] : []),
    ...(inside(contractY) ? [line(contractY, 'cl')] : []),
    ...parts.shapes,
  ].join('')
  const labels = [
    ...(parts.bandNames === false ? [] : bands.map(bandName)),
    ...parts.yTicks.map(
      ({ at, html }) => `<span class="yt" style="top:${percent(at)}">${html}</span>`,
    ),
    ...(inside(contractY)
      ? [`<i class="dm" style="top:${percent(contractY)}">${loadLineDisc(15)}</i>`]
      : []),
    ...(parts.notes ?? []),
    ...parts.xTicks.map(
      ({ at, html, minor }) =>
        `<span class="xt${minor ? ' mi' : ''}" style="left:${percent(at)}">${html}</span>`,
    ),
    ...spread(parts.gutter ?? [], heightPx).map(gutterLabel),
  ].join('')
  return `<div class="plot" style="--h:${heightPx}px;--gr:${rightPx}px;--gl:${leftPx}px" role="img" aria-label="${escaped(parts.label)}"><div class="pa"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">${svg}</svg>${labels}</div></div>`
}

/** Too narrow a band has no room for its name. */
function bandName({ name, from, to }: Band): string {
  if (to - from < 0.07) return ''
  return `<span class="bn" style="left:${percent(from)};width:${percent(to - from)}">${escaped(name)}</span>`
}

function gutterLabel({ y, html, kind, color }: GutterLabel): string {
  const look = { line: '', contract: ' lc', warn: ' lw' }[kind]
  const ink = color ? `;color:${color}` : ''
  return `<span class="rl${look}" style="top:${percent(y)}${ink}">${html}</span>`
}
