import { join } from 'node:path'
import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { localAddresses } from '../local-addresses.ts'
import { projectFolder } from '../project-folder.ts'
import { httpReady } from '../readiness.ts'

/** The control server: console, API, and the receiver of Alertmanager's notifications. */
export function serverComponent({ ports, env }: ComponentContext): Component {
  const addresses = localAddresses(ports)
  return {
    name: 'server',
    afterCrash: 'start-again',
    needs: [],
    spec: {
      name: 'server',
      command: process.execPath,
      args: [join(projectFolder(), 'cli/main.ts'), 'serve', '--port', String(ports.server)],
      env: { ...env.server },
      // The user's project, where its contract, store and reports are.
      cwd: process.cwd(),
      ready: { check: httpReady(`${addresses.server}/health`), deadlineMs: 20_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 10_000 },
    },
  }
}
