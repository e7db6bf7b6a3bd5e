import type { Profile, Stage } from '../contract/profiles.ts'
import type { Contract } from '../contract/schema.ts'
import { countText, durationText, limitText } from '../verdict/quantity-text.ts'
import { markdownTable } from './markdown-table.ts'

/** Load profiles with what they send, how long and what they decide, and when they run by themselves. */
export function profileTargets(contract: Contract): string[] {
  const rows = Object.entries(contract.profiles).map(([name, profile]) => [
    name,
    profile.description ?? '',
    loadWords(profile),
    durationWords(profile),
    profile.judges.join(', '),
  ])
  const header = ['profile', 'purpose', 'load', 'length', 'judges']
  return [
    '## Load profiles',
    '',
    ...markdownTable(header, rows),
    '',
    ...recoveries(contract),
    ...schedules(contract),
  ]
}

function recoveries({ profiles }: Contract): string[] {
  const rows = Object.entries(profiles).flatMap(([name, { recovery }]) =>
    recovery ? [[name, recovery.afterPhase, durationText(recovery.withinMs)]] : [],
  )
  if (rows.length === 0) return []
  const meaning = 'Every P95 is back within its target so long after the end of a stage, and stays.'
  const header = ['profile', 'after', 'within']
  return ['## Recovery', '', meaning, '', ...markdownTable(header, rows), '']
}

/** `50 users, 5 started a second`; `ramp to 1,000 users in 2 min, hold 1,000 users for 5 min` for stages. */
function loadWords(profile: Profile): string {
  const { model, users, spawnRate, ratePerSecond, rampUpMs, iterations } = profile
  if (profile.stages) return stageWords(profile.stages, model)
  const started = model === 'closed' && users !== 1 ? spawnRate : undefined
  return [
    levelWords((model === 'closed' ? users : ratePerSecond) ?? 0, model),
    ...(started ? [`${limitText(started, 'count')} started a second`] : []),
    ...(model === 'open' && rampUpMs ? [`reached in ${durationText(rampUpMs)}`] : []),
    ...(iterations ? [`ends after ${countText(iterations)} journeys`] : []),
  ].join(', ')
}

function stageWords(stages: readonly Stage[], model: Profile['model']): string {
  let before = 0
  const words = stages.map(({ shape, users, ratePerSecond, durationMs }) => {
    const after = (model === 'closed' ? users : ratePerSecond) ?? 0
    const steady = shape === 'step' || after === before
    before = after
    const [level, time] = [levelWords(after, model), durationText(durationMs)]
    return steady ? `${level} for ${time}` : `ramp to ${level} in ${time}`
  })
  return words.join(', then ')
}

function levelWords(level: number, model: Profile['model']): string {
  if (model === 'open') return `${limitText(level, 'count')} arrivals a second`
  return level === 1 ? '1 user' : `${countText(level)} users`
}

function durationWords({ stages, durationMs, warmUpMs }: Profile): string {
  const totalMs = stages?.reduce((sum, stage) => sum + stage.durationMs, 0) ?? durationMs ?? 0
  const unjudged = warmUpMs ? `, first ${durationText(warmUpMs)} not judged` : ''
  return `${durationText(totalMs)}${unjudged}`
}

function schedules({ schedules: rules }: Contract): string[] {
  if (rules.length === 0) return []
  const rows = rules.map(({ name, cron, timeZone, profile }) => [
    name,
    `\`${cron}\` ${timeZone}`,
    profile,
  ])
  return ['## Schedules', '', ...markdownTable(['schedule', 'when', 'profile'], rows), '']
}
