import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { localAddresses } from '../local-addresses.ts'
import { projectFolder } from '../project-folder.ts'
import { httpReady } from '../readiness.ts'

/** Old space that keeps RSS under the demo's 512 MiB: the rest is code, stacks and buffers. */
export const OLD_SPACE_MIB = 384

/** The service under test, watched by the preload. Its first start seeds the database. */
export function demoComponent({ ports, env }: ComponentContext): Component {
  const addresses = localAddresses(ports)
  const answers = httpReady(`${addresses.demo}/health`)
  const isWatched = httpReady(addresses.demoMetrics)
  const isReady = async () => (await answers()) && (await isWatched())
  return {
    name: 'demo',
    afterCrash: 'leave',
    needs: ['postgresql', 'redis'],
    spec: {
      name: 'demo',
      command: process.execPath,
      args: [
        `--max-old-space-size=${OLD_SPACE_MIB}`,
        '--import',
        'plimsoll/collector/register',
        'demo/main.ts',
      ],
      env: {
        PORT: String(ports.demo),
        DATABASE_URL: addresses.database,
        REDIS_URL: addresses.redis,
        PLIMSOLL_METRICS_PORT: String(ports.demoMetrics),
        ...env.demo,
      },
      cwd: projectFolder(),
      ready: { check: isReady, deadlineMs: 90_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 10_000 },
    },
  }
}
