import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Calibration, CalibrationOutcome } from '../app/calibration/calibrate.ts'
import type { PercentileRow } from '../app/calibration/compare.ts'
import { calibrationLines } from './calibration-lines.ts'

const STYLE = { columns: 100, color: false, ascii: true }

function aRow(percentile: string, differenceMs: number): PercentileRow {
  return {
    scenario: 'fixed',
    clock: 'service time',
    percentile,
    requests: 400,
    truthMs: 5,
    measuredMs: 5 + differenceMs,
    differenceMs,
    barMs: 0.5,
    machineMs: 0.3,
    outcome: Math.abs(differenceMs) <= 0.5 ? 'within' : 'off',
  }
}

function aCalibration(outcome: CalibrationOutcome, rows: readonly PercentileRow[]): Calibration {
  const rung = { offered: 1000, delivered: 1000, seen: 1000, lagP99Ms: 0.8 }
  return {
    outcome,
    parts: [
      {
        load: 'open model, 700/s, 1 worker',
        attempts: 1,
        lagP99Ms: 0.7,
        wireP50Ms: 0.1,
        wireP99Ms: 0.3,
        counts: [{ scenario: 'fixed', what: 'ok', truth: 400, measured: 400 }],
        percentiles: rows,
      },
    ],
    ladder: [
      { ...rung, ratePerSecond: 1000, valid: true },
      { ...rung, ratePerSecond: 2000, lagP99Ms: 12, valid: false },
    ],
    ratePerWorker: 1000,
  }
}

const shown = (calibration: Calibration, all = false) =>
  calibrationLines(calibration, STYLE, { all, exitCode: 0 }).join('\n')

test('of each scenario only the percentile closest to its bar is shown, unless all are asked for', () => {
  const calibration = aCalibration('calibrated', [aRow('P50', 0.1), aRow('P99', -0.4)])

  assert.match(shown(calibration), / ok fixed .* P99 +5\.00 +4\.60 +-0\.40 +0\.50 +0\.30\n/)
  assert.doesNotMatch(shown(calibration), /fixed .* P50/)
  assert.match(shown(calibration, true), /fixed .* P50/)
})

test('what rests on too few requests is shown among all, and blames nobody', () => {
  const few = { ...aRow('max', 9), outcome: 'few' as const }
  const calibration = aCalibration('calibrated', [aRow('P50', 0.1), few])

  assert.doesNotMatch(shown(calibration), /fixed .* max/)
  assert.match(shown(calibration, true), /^ {4}fixed .* max/m)
})

test('the last sentence says whether to trust the numbers, and the rate that one worker holds', () => {
  const within = aCalibration('calibrated', [aRow('P50', 0.1)])
  const off = aCalibration('off', [aRow('P50', 0.9)])

  assert.match(shown(within), /^CALIBRATED: every percentile/m)
  assert.match(shown(within).replaceAll('\n', ' '), /can offer up to 1000\/s per worker/)
  assert.match(shown(off), / X {2}fixed /)
  assert.match(shown(off), /^NOT CALIBRATED: counts or percentiles differ/m)
  assert.match(shown({ ...off, outcome: 'machine' }), /^NOT CALIBRATED on this machine/m)
})
