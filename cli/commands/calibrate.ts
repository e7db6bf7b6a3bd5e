import { EXIT } from '../../contract/errors.ts'
import { command } from '../command.ts'
import { textFlags, textStyle } from '../text-flags.ts'

export const calibrate = command({
  name: 'calibrate',
  summary: 'Whether latencies measured on this machine are true, and the rate it can offer.',
  flags: {
    quick: { kind: 'switch', about: 'under 20 s instead of 90 s: fewer loads, no P99.9' },
    all: { kind: 'switch', about: 'every percentile, not only the one closest to its bar' },
    json: { kind: 'switch', about: 'all rows as JSON' },
    ...textFlags,
  },
  examples: [
    ['plimsoll calibrate', 'on a new machine, before trusting its numbers'],
    ['plimsoll calibrate --quick', 'in CI, before a load test; 95 when it must not be trusted'],
  ],
  exits: ['environment', 'invalid', 'interrupted'],
  async run({ quick, all, json, ...flags }, io) {
    const { calibrate } = await import('../../app/calibration/calibrate.ts')
    const { calibrationLines } = await import('../calibration-lines.ts')
    const calibration = await calibrate({ quick, stop: io.interrupted(), say: io.err })
    const exitCode = calibration.outcome === 'calibrated' ? EXIT.ok : EXIT.invalid
    if (json) io.out(JSON.stringify({ version: 1, exitCode, ...calibration }, undefined, 2))
    else {
      const lines = calibrationLines(calibration, textStyle(flags, io), { all, exitCode })
      for (const line of lines) io.out(line)
    }
    return exitCode
  },
})
