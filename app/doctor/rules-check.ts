import { ruleFile } from '../../alerts/rule-file.ts'
import { buildRules } from '../../alerts/rules.ts'
import { promDuration } from '../../contract/durations.ts'
import type { Contract } from '../../contract/schema.ts'
import { composeEnvironment } from '../../generate/environment.ts'
import { askUrl } from '../ask-url.ts'
import { type Check, fewOf, fine, mend, NO_CONTRACT } from './finding.ts'
import { NO_PROMETHEUS, reload, SILENT_PROMETHEUS } from './prometheus-checks.ts'
import { comparableQuery, firstDifference } from './query-text.ts'
import { askJson, REQUEST_MS } from './surroundings.ts'

/** The rules that Prometheus evaluates are those of the contract. */
export const rules: Check = {
  id: 'rules',
  look: async (surroundings) => {
    const [found, contract] = await Promise.all([surroundings.prometheus, surroundings.contract])
    if (!found) return NO_PROMETHEUS
    if (found.text === undefined) return SILENT_PROMETHEUS
    if (!contract) return NO_CONTRACT
    const answer = await askJson<RulesAnswer>(`${found.url}/api/v1/rules`)
    const loaded = new Map(answer?.data.groups.map((group) => [group.name, group]))
    const wanted = wantedGroups(contract)
    const missing = wanted.filter(({ name }) => !loaded.has(name)).map(({ name }) => name)
    const differences = await Promise.all(
      wanted.map((group) => {
        const own = loaded.get(group.name)
        return own ? differing(found.url, group, own) : []
      }),
    )
    const differ = differences.flat()
    if (missing.length === 0 && differ.length === 0) {
      const count = wanted.reduce((sum, group) => sum + group.rules.length, 0)
      return fine(`all ${count} rules are loaded as generated`)
    }
    const seen = [
      missing.length > 0 ? `not loaded: ${fewOf(missing)}` : '',
      differ.length > 0 ? `${differ.length} differ: ${fewOf(differ, 2)}` : '',
    ].filter(Boolean)
    const why = 'alerts fire at other lines than the contract has, or never'
    return mend(seen.join('; '), why, await reload(surroundings, found))
  },
}

interface RulesAnswer {
  readonly data: { readonly groups: readonly LoadedGroup[] }
}

interface LoadedGroup {
  readonly name: string
  /** Seconds. */
  readonly interval: number
  readonly rules: readonly LoadedRule[]
}

interface LoadedRule {
  readonly name: string
  readonly query: string
  /** Seconds an alert must hold. */
  readonly duration?: number
  readonly labels?: Readonly<Record<string, string>>
}

interface WantedRule {
  /** Name and labels: what makes a rule this one. */
  readonly key: string
  readonly name: string
  readonly expr: string
  readonly hold: string
}

interface WantedGroup {
  readonly name: string
  readonly interval: string
  readonly rules: readonly WantedRule[]
}

function wantedGroups(contract: Contract): WantedGroup[] {
  const links = composeEnvironment(contract)
  return Object.values(buildRules(contract))
    .flatMap((topic) => ruleFile(topic, links).groups)
    .map(({ name, interval, rules: entries }) => ({
      name,
      interval,
      rules: (entries as readonly Entry[]).map(wantedRule),
    }))
}

interface Entry {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
}

function wantedRule({ alert, record, expr, for: hold = '0s', labels }: Entry): WantedRule {
  const name = alert ?? record ?? ''
  return { key: keyOf(name, labels), name, expr, hold }
}

function keyOf(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return `${name}{${pairs.sort().join(',')}}`
}

/** How the loaded rules of a group differ, in words; a rule may stand several times under one key. */
async function differing(url: string, wanted: WantedGroup, loaded: LoadedGroup): Promise<string[]> {
  const left = loaded.rules.map((rule) => ({ ...rule, key: keyOf(rule.name, rule.labels) }))
  const take = (is: (rule: (typeof left)[number]) => boolean) => {
    const at = left.findIndex(is)
    return at < 0 ? undefined : left.splice(at, 1)[0]
  }
  const pairs = wanted.rules.map((rule) => ({ rule, own: take(({ key }) => key === rule.key) }))
  const found = await Promise.all(
    pairs.map(async ({ rule, own }) => {
      if (!own) {
        // A line of the contract may be one of its labels: then it stands there under another.
        const other = take(({ name }) => name === rule.name)
        return other
          ? `${rule.name} has ${firstDifference(other.key, rule.key)}`
          : `${rule.name} is missing`
      }
      const hold = shownSeconds(own.duration ?? 0)
      if (hold !== rule.hold) return `${rule.name} waits ${hold}, generated ${rule.hold}`
      return (await sameQuery(url, rule.expr, own.query))
        ? undefined
        : `${rule.name} has ${firstDifference(own.query, rule.expr)}`
    }),
  )
  const extra = left.map(({ name }) => `${name} is not generated`)
  const interval = shownSeconds(loaded.interval)
  const isSlow = interval !== wanted.interval
  return [
    ...(isSlow ? [`${wanted.name} runs every ${interval}, generated ${wanted.interval}`] : []),
    ...found.flatMap((each) => each ?? []),
    ...extra,
  ]
}

function shownSeconds(seconds: number): string {
  return seconds === 0 ? '0s' : promDuration(seconds * 1000)
}

/** Prometheus shows an expression in its own words; where ours differ, it is asked to put both alike. */
async function sameQuery(url: string, a: string, b: string): Promise<boolean> {
  if (comparableQuery(a) === comparableQuery(b)) return true
  const [first, second] = await Promise.all([formatted(url, a), formatted(url, b)])
  return comparableQuery(first) === comparableQuery(second)
}

async function formatted(url: string, query: string): Promise<string> {
  const { text } = await askUrl(`${url}/api/v1/format_query`, {
    method: 'POST',
    body: String(new URLSearchParams({ query })),
    type: 'application/x-www-form-urlencoded',
    deadlineMs: REQUEST_MS,
  })
  const { data }: { data?: string } = JSON.parse(text)
  return data ?? query
}
