/** @import { ReadableProfile } from './api-types.js' */
import { h, svg } from './dom.js'
import { lengthText } from './format.js'

/**
 * Every load profile with its plan drawn over time.
 * @param {ReadableProfile[]} profiles
 */
export function contractProfiles(profiles) {
  return h(
    'section',
    {},
    h('h2', {}, 'Profiles'),
    h('div', { class: 'profiles' }, ...profiles.map(card)),
  )
}

/** @param {ReadableProfile} profile */
function card(profile) {
  const { name, description, model, durationMs, judges, levels, phases } = profile
  const peak = Math.max(...levels.map(([, level]) => level))
  const unit = model === 'open' ? '/s' : peak === 1 ? 'user' : 'users'
  const most = `${Number(peak.toPrecision(6)).toLocaleString('en')}\u202f${unit}`
  return h(
    'article',
    { class: 'panel', 'aria-label': name },
    h('h3', {}, name, h('span', {}, `${most}, ${lengthText(durationMs)}`)),
    h('p', { class: 'dim' }, description ?? ''),
    plan(levels, peak, durationMs, `${most} at most over ${lengthText(durationMs)}`),
    h(
      'p',
      { class: 'ends' },
      h('span', {}, '0'),
      h('span', {}, phases.map((phase) => phase.name).join(', ')),
      h('span', {}, lengthText(durationMs)),
    ),
    h('p', { class: 'judges' }, h('span', { class: 'dim' }, 'judges '), judges.join(', ')),
    h('p', {}, h('code', {}, `npx plimsoll run ${name}`)),
  )
}

/**
 * The level over time, stretched over the card: 100 x 40.
 * @param {[number, number][]} levels
 * @param {number} peak
 * @param {number} durationMs
 * @param {string} words
 */
function plan(levels, peak, durationMs, words) {
  const points = levels.map(
    ([ms, level]) =>
      `${((100 * ms) / durationMs).toFixed(2)} ${(40 - (36 * level) / (peak || 1)).toFixed(2)}`,
  )
  const line = `M0 40L${points.join('L')}L100 40`
  return svg(
    'svg',
    {
      class: 'plan',
      viewBox: '0 0 100 40',
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': words,
    },
    svg('path', { d: `${line}Z`, fill: 'var(--water)' }),
    svg('path', {
      d: line,
      fill: 'none',
      stroke: 'var(--p95)',
      'stroke-width': 1.5,
      'vector-effect': 'non-scaling-stroke',
    }),
  )
}
