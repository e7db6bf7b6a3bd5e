import type { Profile } from '../profiles.ts'
import type { Contract } from '../schema.ts'
import type { Finding } from './finding.ts'
import { meanPauseMs, plannedLoad } from './planned-load.ts'

/** Users / rate may differ by so much between levels and still be one and the same turn (a platform's table: 2.9 %). */
const SAME_TURN_RATIO = 0.1

/** Contradictions that show only when profiles are laid side by side. */
export function profileContradictions(contract: Contract): Finding[] {
  return [...promisedRates(contract), ...sameLoads(contract), ...linearScaling(contract)]
}

/** A profile that asks for more than the service as a whole promises: two numbers for one capacity. */
function promisedRates({ profiles, throughput }: Contract): Finding[] {
  if (!throughput) return []
  const promised = throughput.targetPerSecond
  return Object.entries(profiles).flatMap(([name, profile]): Finding[] => {
    const asked = profile.throughput?.targetPerSecond ?? 0
    if (asked <= promised) return []
    const times = Number((asked / promised).toPrecision(2))
    return [
      {
        code: 'RATES_DISAGREE',
        path: `profiles.${name}.throughput.targetPerSecond`,
        message: `asks for ${rateWords(asked)}, ${times} times what the contract's throughput promises: ${rateWords(promised)}`,
        hint: 'find out which of the two is wanted; a rate an hour is an average, so write the peak second',
      },
    ]
  })
}

/** A rate in every unit its documents may have used: 2,778/s is 10 million an hour. */
function rateWords(perSecond: number): string {
  const grouped = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 })
  const about = (value: number) => grouped(Number(value.toPrecision(4)))
  return `${grouped(perSecond)}/s (${about(perSecond * 60)} a minute, ${about(perSecond * 3600)} an hour)`
}

/** Two names for one load, each with lines of its own: which of the two did the load hold? */
function sameLoads(contract: Contract): Finding[] {
  const seen = new Map<string, { name: string; lines: string }>()
  return Object.entries(contract.profiles).flatMap(([name, profile]): Finding[] => {
    const load = loadWords(contract, profile)
    const pauseMs = meanPauseMs(contract.journeys.userClasses, profile.thinkTime)
    const { stages, judges } = profile
    // Users who pause differently are another load, so are other stages, and a soak proves what no shorter run can.
    const key = JSON.stringify([load, pauseMs, stages, judges.includes('leak')])
    const lines = ownLines(profile)
    const first = seen.get(key)
    if (!first) {
      seen.set(key, { name, lines })
      return []
    }
    if (first.lines === lines) return []
    return [
      {
        code: 'LOAD_NAMED_TWICE',
        path: `profiles.${name}`,
        message: `sends the same ${load} as ${first.name}, but is held to other lines: ${name} to ${lines}, ${first.name} to ${first.lines}`,
        hint: 'keep one name and one set of lines for one load',
      },
    ]
  })
}

function loadWords(contract: Contract, profile: Profile): string {
  const { users, ratePerSecond } = plannedLoad(contract, profile)
  return users === undefined ? `${ratePerSecond} arrivals/s` : `${users} users`
}

/** What a profile asks for on its own account, in words. */
function ownLines({ latency, throughput, budgets }: Profile): string {
  const words = [
    ...Object.entries(latency ?? {}).map(([key, ms]) => `${key} ${ms}`),
    ...(throughput ? [`${throughput.targetPerSecond} ok responses/s`] : []),
    ...(budgets?.errorRatio ?? []).map(({ maxRatio }) => `errors of ${maxRatio}`),
  ]
  return words.join(' and ') || 'what the contract asks'
}

/** Little's law: users / rate is the time of one turn. The same turn at every level is pause, not capacity. */
function linearScaling(contract: Contract): Finding[] {
  const levels = Object.entries(contract.profiles).flatMap(([name, profile]) => {
    const { users } = plannedLoad(contract, profile)
    const rate = profile.throughput?.targetPerSecond
    return users === undefined || rate === undefined ? [] : [{ name, profile, users, rate }]
  })
  if (new Set(levels.map(({ users }) => users)).size < 3) return []
  const turns = levels.map(({ users, rate }) => users / rate)
  const [shortest, longest] = [Math.min(...turns), Math.max(...turns)]
  if (longest > shortest * (1 + SAME_TURN_RATIO)) return []
  const rows = levels.map(({ users, rate }) => `${users}: ${rate}/s`).join(', ')
  const [low, high] = [shortest.toFixed(2), longest.toFixed(2)]
  const turn = low === high ? `${low} s` : `${low} to ${high} s`
  const pauses = levels.map(({ profile }) =>
    meanPauseMs(contract.journeys.userClasses, profile.thinkTime),
  )
  const pauseMs = Math.max(...pauses)
  const thought = pauseMs > 0 ? `, of which ${pauseMs / 1000} s is think time` : ''
  return [
    {
      code: 'THINK_TIME_SCALING',
      path: `profiles (${levels.map(({ name }) => name).join(', ')})`,
      message: `users and throughput (${rows}) grow in a straight line because a turn takes ${turn} at every level${thought}: such levels say nothing about capacity`,
      hint: 'find capacity with an open profile whose rate rises in steps until an objective breaks, as `breakpoint` of the demo',
    },
  ]
}
