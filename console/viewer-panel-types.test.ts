import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseContract } from '../contract/parse-contract.ts'
import { buildDashboards } from '../dashboards/dashboards.ts'
import demoContract from '../plimsoll.contract.ts'
import { PANEL_TYPES } from './viewer-panel-types.js'

test('the viewer draws exactly the panel types that dashboards use', () => {
  const dashboards = [...buildDashboards(parseContract(demoContract, 'demo')).values()]
  const used = new Set(dashboards.flatMap(({ panels }) => panels.map(({ type }) => type)))

  assert.deepEqual([...used].sort(), [...PANEL_TYPES].sort())
})
