import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aContract } from '../test/support/builders.ts'
import type { DashboardJson, PanelJson } from './dashboard-json.ts'
import { buildDashboards } from './dashboards.ts'
import { lintDashboard } from './lint.ts'

function aDashboard(): DashboardJson {
  const [first] = buildDashboards(aContract()).values()
  assert.ok(first)
  return first
}

/** The rules found after one panel of a clean dashboard was changed. */
function rulesAfter(change: (panel: PanelJson) => PanelJson, title = 'CPU'): string[] {
  const clean = aDashboard()
  const panels = clean.panels.map((panel) => (panel.title === title ? change(panel) : panel))
  return lintDashboard({ ...clean, panels }).map(({ rule }) => rule)
}

const asking =
  (expr: string) =>
  (panel: PanelJson): PanelJson => ({ ...panel, targets: [{ refId: 'A', expr }] })

const withSteps =
  (...values: (number | null)[]) =>
  (panel: PanelJson): PanelJson => ({
    ...panel,
    fieldConfig: {
      overrides: [],
      defaults: {
        unit: 's',
        thresholds: { mode: 'absolute', steps: values.map((value) => ({ color: 'red', value })) },
      },
    },
  })

test('two panels with one id are found', () => {
  assert.deepEqual(
    rulesAfter((panel) => ({ ...panel, id: 1 })),
    ['unique-ids'],
  )
})

test('panels that leave the grid or cover another are found', () => {
  const wide = rulesAfter((panel) => ({ ...panel, gridPos: { ...panel.gridPos, w: 25 } }))

  assert.ok(wide.includes('grid-overflow') && wide.includes('grid-overlap'))
})

test('Grafana’s default line at 80, falling steps and missing steps are found', () => {
  assert.deepEqual(rulesAfter(withSteps(null, 80)), ['default-80'])
  assert.deepEqual(rulesAfter(withSteps(null, 2, 1)), ['thresholds'])
  assert.deepEqual(rulesAfter(withSteps(null, 1, 1)), ['thresholds'])
  assert.deepEqual(rulesAfter(withSteps()), ['thresholds'])
})

test('a panel without description, unit or target is found', () => {
  const { rules } = {
    rules: rulesAfter(({ id, type, title, gridPos, datasource }) => ({
      id,
      type,
      title,
      gridPos,
      ...(datasource && { datasource }),
    })),
  }

  assert.deepEqual(
    rules.sort(),
    ['panel-no-targets', 'panel-title-description', 'panel-units', 'thresholds'].sort(),
  )
})

test('fixed windows, bare counters and service series without job and instance are found', () => {
  const scoped = 'process_cpu_time_seconds_total{job=~"$job",instance=~"$instance"}'

  assert.deepEqual(rulesAfter(asking(`rate(${scoped}[5m])`)), ['target-rate-interval'])
  assert.deepEqual(rulesAfter(asking(`sum(${scoped})`)), ['target-counter-agg'])
  assert.deepEqual(rulesAfter(asking('process_memory_usage_bytes')), [
    'target-job',
    'target-instance',
  ])
  assert.deepEqual(rulesAfter(asking('sum(postgresql_backends)')), [])
})

test('an editable dashboard without uid, tag, link and variables is found', () => {
  const rules = lintDashboard({
    ...aDashboard(),
    uid: '',
    tags: [],
    links: [],
    editable: true,
    templating: { list: [] },
  }).map(({ rule }) => rule)

  assert.deepEqual(rules, [
    'uid',
    'tags',
    'links',
    'uneditable-dashboard',
    'template-datasource',
    'template-job',
    'template-instance',
  ])
})
