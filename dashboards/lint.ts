import { ALL_SERIES } from '../series/all-series.ts'
import type { DashboardJson, GridPosition, PanelJson, ThresholdStep } from './dashboard-json.ts'
import { GRID_COLUMNS } from './layout.ts'

/** One thing a reviewer of dashboards would object to. */
export interface DashboardFinding {
  /** The panel's title, or the dashboard's own part, e.g. `variable run`. */
  readonly where: string
  readonly rule: string
  readonly message: string
}

type Say = (rule: string, message: string) => void

/**
 * Rules of Grafana's dashboard-linter (names are its own) and of what goes wrong in generated dashboards:
 * ids, grid, threshold order, the editor's default line at 80.
 */
export function lintDashboard(dashboard: DashboardJson): DashboardFinding[] {
  const findings: DashboardFinding[] = []
  const at =
    (where: string): Say =>
    (rule, message) => {
      findings.push({ where, rule, message })
    }
  lintFrame(dashboard, at('dashboard'))
  lintVariables(dashboard, at)
  lintGrid(dashboard.panels, at)
  for (const panel of dashboard.panels) {
    if (panel.type === 'row') continue
    lintPanel(panel, at(panel.title))
    lintTargets(panel, at(panel.title))
  }
  return findings
}

function lintFrame(dashboard: DashboardJson, say: Say): void {
  if (dashboard.uid === '') say('uid', 'has no fixed uid: links and alerts cannot name it')
  if (dashboard.tags.length === 0) say('tags', 'has no tag for the dropdown of links')
  if (dashboard.links.length === 0) say('links', 'links to no other dashboard')
  if (dashboard.editable) say('uneditable-dashboard', 'is generated, so it must not be editable')
  const ids = dashboard.panels.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) say('unique-ids', 'two panels share an id')
}

function lintVariables(dashboard: DashboardJson, at: (where: string) => Say): void {
  const variables = dashboard.templating.list
  for (const [name, rule] of [
    ['datasource', 'template-datasource'],
    ['job', 'template-job'],
    ['instance', 'template-instance'],
  ] as const) {
    if (!variables.some((v) => v.name === name)) at('dashboard')(rule, `has no variable ${name}`)
  }
  for (const variable of variables) {
    if (variable.type !== 'query') continue
    const say = at(`variable ${variable.name}`)
    if (variable.refresh !== 2) {
      say('template-on-time-change-reload', 'does not reload when the time range changes')
    }
    if (variable.datasource?.uid !== '$datasource') say('template-datasource', 'has another source')
    if (variable.includeAll && variable.allValue !== '.+') {
      say('template-all-value', 'All must be .+: the list of values may be long')
    }
  }
}

function lintGrid(panels: readonly PanelJson[], at: (where: string) => Say): void {
  for (const [i, panel] of panels.entries()) {
    const { x, w } = panel.gridPos
    if (x + w > GRID_COLUMNS) at(panel.title)('grid-overflow', `ends at column ${x + w} of 24`)
    const other = panels.slice(i + 1).find((later) => overlap(panel.gridPos, later.gridPos))
    if (other) at(panel.title)('grid-overlap', `lies over ${other.title}`)
  }
}

function overlap(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

function lintPanel(panel: PanelJson, say: Say): void {
  if (panel.title.trim() === '') say('panel-title-description', 'has no title')
  if (!panel.description) say('panel-title-description', 'does not say what it shows')
  if (panel.datasource?.uid !== '$datasource') say('panel-datasource', 'has another source')
  const defaults = panel.fieldConfig?.defaults
  const mapped = (defaults?.mappings?.length ?? 0) > 0
  if (!defaults?.unit && !mapped) say('panel-units', 'shows numbers without a unit')
  lintSteps(defaults?.thresholds?.steps, say)
  for (const { id, value } of (panel.fieldConfig?.overrides ?? []).flatMap((o) => o.properties)) {
    if (id === 'thresholds') lintSteps((value as { steps?: ThresholdStep[] }).steps, say)
  }
}

function lintSteps(steps: readonly ThresholdStep[] | undefined, say: Say): void {
  if (!steps?.length) {
    say('thresholds', 'has no steps, so Grafana draws its own line at 80')
    return
  }
  if (steps[0]?.value !== null) say('thresholds', 'the first step must start at minus infinity')
  const values = steps.slice(1).map(({ value }) => value ?? Number.NaN)
  if (values.includes(80)) say('default-80', 'keeps the editor’s default line at 80')
  if (values.some((value, i) => !(value > (values[i - 1] ?? Number.NEGATIVE_INFINITY)))) {
    say('thresholds', `steps do not ascend: ${values.join(', ')}`)
  }
}

const OF_THE_SERVICE = new Set<string>(['collector/preload', 'service'])

function lintTargets(panel: PanelJson, say: Say): void {
  const targets = panel.targets ?? []
  if (targets.length === 0) say('panel-no-targets', 'asks for nothing')
  const refIds = targets.map(({ refId }) => refId)
  if (new Set(refIds).size !== refIds.length) say('unique-ref-ids', 'two targets share a refId')
  for (const { expr } of targets) {
    for (const [, window = ''] of expr.matchAll(
      /(?:rate|increase)\((?:"[^"]*"|[^["])*\[([^\]]+)\]/g,
    )) {
      if (window !== '$__rate_interval' && window !== '$__range') {
        say('target-rate-interval', `uses the fixed window ${window}`)
      }
    }
    for (const { name, type, source } of ALL_SERIES) lintSelectors(expr, name, type, source, say)
  }
}

function lintSelectors(expr: string, name: string, type: string, source: string, say: Say): void {
  const selectors = expr.matchAll(
    new RegExp(`(\\w+\\()?\\b${name}(?:_bucket|_count|_sum)?\\b(\\{[^}]*\\})?`, 'g'),
  )
  for (const [, call = '', matchers = ''] of selectors) {
    if (type !== 'gauge' && !/^(rate|increase|irate)\($/.test(call)) {
      say('target-counter-agg', `reads the counter ${name} without rate or increase`)
    }
    if (!OF_THE_SERVICE.has(source)) continue
    if (!matchers.includes('job=~"$job"')) say('target-job', `${name} ignores the variable job`)
    if (!matchers.includes('instance=~"$instance"')) {
      say('target-instance', `${name} ignores the variable instance`)
    }
  }
}
