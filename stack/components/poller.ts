import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { localAddresses } from '../local-addresses.ts'
import { projectFolder } from '../project-folder.ts'
import { httpReady } from '../readiness.ts'

/** The process that asks PostgreSQL and Redis what they use and serves it to Prometheus. */
export function pollerComponent({ ports, env }: ComponentContext): Component {
  const addresses = localAddresses(ports)
  return {
    name: 'poller',
    afterCrash: 'start-again',
    needs: ['postgresql', 'redis'],
    spec: {
      name: 'poller',
      command: process.execPath,
      args: ['collector/poller/main.ts'],
      env: {
        PLIMSOLL_POLL_POSTGRESQL_URL: addresses.databaseAdmin,
        PLIMSOLL_POLL_REDIS_URL: addresses.redis,
        PLIMSOLL_POLLER_PORT: String(ports.poller),
        ...env.poller,
      },
      cwd: projectFolder(),
      ready: { check: httpReady(`${addresses.poller}/metrics`), deadlineMs: 20_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 5_000 },
    },
  }
}
