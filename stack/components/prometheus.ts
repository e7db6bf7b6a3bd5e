import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { LOOPBACK } from '../ports.ts'
import { httpReady } from '../readiness.ts'

/**
 * Prometheus with the generated configuration. Each start begins with an empty database: for five
 * minutes (the lookback) series of the previous stack, at other ports, would count as present.
 */
export function prometheusComponent(context: ComponentContext): Component {
  const { runtime, ports, configFiles } = context
  const tool = context.tools.prometheus
  const folder = join(runtime.path, 'prometheus')
  const data = join(folder, 'data')
  const address = `${LOOPBACK}:${ports.prometheus}`
  return {
    name: 'prometheus',
    afterCrash: 'start-again',
    needs: [],
    prepare: async () => {
      await rm(data, { recursive: true, force: true })
      await mkdir(data, { recursive: true })
    },
    spec: {
      name: 'prometheus',
      command: tool.path,
      args: [
        `--config.file=${join(runtime.config, configFiles.prometheus)}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=${address}`,
        // An alert that fires before Alertmanager is known goes out again after this, not 1 min.
        '--rules.alert.resend-delay=10s',
      ],
      env: { ...tool.env },
      cwd: tool.cwd ?? folder,
      ready: { check: httpReady(`http://${address}/-/ready`), deadlineMs: 20_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 10_000 },
    },
  }
}
