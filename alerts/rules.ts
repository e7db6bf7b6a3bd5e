import type { Contract } from '../contract/schema.ts'
import { heapGrowthAlerts, heapRecords } from './heap-growth.ts'
import { limitRecords } from './limit-records.ts'
import { targetDownAlerts, watchdogAlert } from './liveness-alerts.ts'
import { directBurnRecords, longBurnRecords, productionBurnAlerts } from './production-burn.ts'
import { resourceAlerts } from './resource-alerts.ts'
import type { AlertRule, RecordingRule, RuleGroup } from './rule-types.ts'
import { runErrorGates, runLatencyGates, runRecords } from './run-gates.ts'

/** How often each kind of rule is evaluated. */
const INTERVAL_MS = {
  run: 5000, // a gate is as late as its last scrape
  resources: 5000,
  limits: 15_000, // constants; the first evaluation comes within one interval of the start
  production: 15_000, // their shortest window is 5 minutes
  slow: 60_000, // windows of hours: a minute more or less is nothing, and they cost the most
} as const

/** The rule files, in the order of the README of alerts: what a run, production and the machine show. */
export const RULE_TOPICS = ['run', 'objectives', 'resources', 'heap', 'liveness'] as const
export type RuleTopic = (typeof RULE_TOPICS)[number]

/** Rules about one topic: its alerts read no recording rule of another, so each file is tested alone. */
export interface Rules {
  readonly recording: readonly RuleGroup<RecordingRule>[]
  readonly alerts: readonly RuleGroup<AlertRule>[]
}

/** All rules that a contract asks for. Groups that would be empty are left out. */
export function buildRules(contract: Contract): Readonly<Record<RuleTopic, Rules>> {
  return {
    run: rules(
      [group('plimsoll-run', INTERVAL_MS.run, runRecords(contract))],
      group('plimsoll-run-gates', INTERVAL_MS.run, [
        ...runLatencyGates(contract),
        ...runErrorGates(contract),
      ]),
    ),
    objectives: rules(
      [
        group('plimsoll-objectives', INTERVAL_MS.production, directBurnRecords(contract)),
        group('plimsoll-objectives-long', INTERVAL_MS.slow, longBurnRecords(contract)),
      ],
      group(
        'plimsoll-budget-burn',
        INTERVAL_MS.production,
        productionBurnAlerts(contract).map(({ rule }) => rule),
      ),
    ),
    resources: rules(
      [group('plimsoll-limits', INTERVAL_MS.limits, limitRecords(contract))],
      group('plimsoll-resources', INTERVAL_MS.resources, resourceAlerts(contract)),
    ),
    heap: rules(
      [group('plimsoll-heap', INTERVAL_MS.slow, heapRecords(contract))],
      group('plimsoll-heap-growth', INTERVAL_MS.production, heapGrowthAlerts(contract)),
    ),
    liveness: rules(
      [],
      group('plimsoll-liveness', INTERVAL_MS.resources, [
        ...targetDownAlerts(contract),
        watchdogAlert(contract),
      ]),
    ),
  }
}

/** Every alert of a contract, whatever file it is in. */
export function allAlerts(contract: Contract): AlertRule[] {
  return Object.values(buildRules(contract)).flatMap(({ alerts }) =>
    alerts.flatMap(({ rules: own }) => own),
  )
}

function rules(
  recording: readonly RuleGroup<RecordingRule>[],
  alerts: RuleGroup<AlertRule>,
): Rules {
  const filled = (one: RuleGroup<unknown>): boolean => one.rules.length > 0
  return { recording: recording.filter(filled), alerts: [alerts].filter(filled) }
}

function group<Rule>(name: string, intervalMs: number, own: readonly Rule[]): RuleGroup<Rule> {
  return { name, intervalMs, rules: own }
}
