import type { Command } from './command.ts'
import { calibrate } from './commands/calibrate.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { down } from './commands/down.ts'
import { generate } from './commands/generate.ts'
import { lint } from './commands/lint.ts'
import { report } from './commands/report.ts'
import { run } from './commands/run.ts'
import { runs } from './commands/runs.ts'
import { serve } from './commands/serve.ts'
import { status } from './commands/status.ts'
import { tools } from './commands/tools.ts'
import { up } from './commands/up.ts'
import { validate } from './commands/validate.ts'

/** Every command, in the order of --help. */
export const allCommands: readonly Command[] = [
  demo,
  run,
  up,
  down,
  status,
  serve,
  runs,
  report,
  validate,
  lint,
  generate,
  doctor,
  calibrate,
  tools,
]
