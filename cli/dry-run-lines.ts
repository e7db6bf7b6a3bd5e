import type { DryRun } from '../app/dry-run.ts'
import { clockText, countText, limitText } from '../verdict/quantity-text.ts'

/** What `plimsoll run --dry-run` prints. */
export function dryRunLines(run: DryRun): string[] {
  const { profileName, profile, service, target, findings } = run
  return [
    `${profileName} of ${service}: ${profile.description ?? 'no description'}`,
    `Nothing is sent. A run would go to ${target}`,
    '',
    ...planLines(run),
    '',
    ...requestLines(run),
    '',
    ...journeyLines(run),
    ...(findings.length === 0 ? ['findings  none'] : ['findings']),
    ...findings.map(({ code, path, message }) => `  ${code} ${path}: ${message}`),
  ]
}

/** The compiled plan: phases with their times and levels, and what the profile judges. */
export function planLines({ plan, profile }: Pick<DryRun, 'plan' | 'profile'>): string[] {
  const arrivals = plan.arrivals === 'poisson' ? 'arrivals/s on average' : 'arrivals/s'
  const unit = plan.model === 'closed' ? 'users' : arrivals
  const level = (value: number) => limitText(Number(value.toPrecision(4)), 'count')
  const time = (ms: number) => (plan.durationMs < 60_000 ? limitText(ms, 'ms') : clockText(ms))
  const rows = plan.segments.map(({ phase, startMs, endMs, from, to }) => [
    phase,
    time(startMs),
    time(endMs),
    `${from === to ? level(to) : `${level(from)} to ${level(to)}`} ${unit}`,
  ])
  const { warmUpMs, iterations, recovery, requestTimeoutMs } = profile
  const recovers = recovery && `within ${time(recovery.withinMs)} after ${recovery.afterPhase}`
  const words: [string, string | undefined | 0][] = [
    ['arrivals', plan.arrivals === 'poisson' ? 'at random' : undefined],
    ['warm-up', warmUpMs && `the first ${time(warmUpMs)}, not judged`],
    ['ends', iterations && `after ${countText(iterations)} journeys, if that is sooner`],
    ['recovery', recovers],
    ['timeout', limitText(requestTimeoutMs, 'ms')],
    ['judges', profile.judges.join(', ')],
  ]
  const said = words.flatMap(([label, text]) => (text ? [`${label.padEnd(10)}${text}`] : []))
  return [...columns([['phase', 'from', 'to', 'level'], ...rows]), '', ...said]
}

function requestLines({ endpoints, plan }: DryRun): string[] {
  const bounded = endpoints.every(({ requests }) => Number.isFinite(requests))
  const head = plan.model === 'open' ? 'requests' : 'at most'
  const rows = endpoints.map(({ route, requests }) => [
    route,
    bounded ? countText(requests) : 'as many as the service answers',
  ])
  return columns([['endpoint', head], ...rows])
}

function journeyLines({ journeys }: DryRun): string[] {
  return journeys.flatMap(({ userClass, name, share, requests }) => [
    share === undefined
      ? `${name} of ${userClass}, once a user`
      : `journey ${name} of ${userClass}, ${limitText(Number(share.toPrecision(2)), 'ratio')} of all`,
    ...requests.flatMap((request) => [...request.split('\n').map((line) => `  ${line}`), '']),
  ])
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
