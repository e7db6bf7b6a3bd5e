import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OwnedProcess, startProcess } from '../../stack/owned-process.ts'
import { freePorts } from '../../stack/ports.ts'
import { httpReady } from '../../stack/readiness.ts'
import type { Tool } from '../../stack/tool.ts'

export interface PrometheusUnderTest {
  readonly url: string
  readonly stop: OwnedProcess['stop']
}

/**
 * A real Prometheus that scrapes and evaluates each second.
 * @param folder its own, made where it is missing
 */
export async function startPrometheus(
  tool: Tool,
  folder: string,
  { scrapes, rules }: { readonly scrapes: readonly object[]; readonly rules: readonly object[] },
): Promise<PrometheusUnderTest> {
  mkdirSync(folder, { recursive: true })
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: scrapes,
  }
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
  writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'test', rules }] }))
  const [port] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const process = await startProcess(
    {
      name: 'prometheus',
      command: tool.path,
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      env: { ...tool.env },
      cwd: tool.cwd ?? folder,
      ready: { check: httpReady(`${url}/-/ready`), deadlineMs: 20_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 10_000 },
    },
    { logFile: join(folder, 'prometheus.log') },
  )
  return { url, stop: () => process.stop() }
}
