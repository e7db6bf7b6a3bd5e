import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { LOOPBACK } from '../ports.ts'
import { httpReady } from '../readiness.ts'

/**
 * Alertmanager with the generated routes, alone (no cluster). Each start forgets what was notified:
 * else an alert that the previous stack had sent would be held back for its repeat interval.
 */
export function alertmanagerComponent(context: ComponentContext): Component {
  const { runtime, ports, configFiles } = context
  const tool = context.tools.alertmanager
  const folder = join(runtime.path, 'alertmanager')
  const data = join(folder, 'data')
  const address = `${LOOPBACK}:${ports.alertmanager}`
  return {
    name: 'alertmanager',
    afterCrash: 'start-again',
    needs: [],
    prepare: async () => {
      await rm(data, { recursive: true, force: true })
      await mkdir(data, { recursive: true })
    },
    spec: {
      name: 'alertmanager',
      command: tool.path,
      args: [
        `--config.file=${join(runtime.config, configFiles.alertmanager)}`,
        `--storage.path=${data}`,
        `--web.listen-address=${address}`,
        '--cluster.listen-address=',
      ],
      env: { ...tool.env },
      cwd: tool.cwd ?? folder,
      ready: { check: httpReady(`http://${address}/-/ready`), deadlineMs: 15_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 5_000 },
    },
  }
}
