import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Component } from '../component.ts'
import type { ComponentContext } from '../component-context.ts'
import { LOOPBACK } from '../ports.ts'
import { redisReady } from '../readiness.ts'

/**
 * A quarter above the limit of REQUIREMENTS.md A4 (1 GB), else nobody could ever see it broken. Beyond it a
 * cache drops what was used least recently.
 */
const MAX_MEMORY_BYTES = 1_250_000_000

/** The demo's cache: it keeps nothing on disk, as a cache should. */
export function redisComponent({ runtime, ports, tools }: ComponentContext): Component {
  const tool = tools['redis-server']
  const folder = join(runtime.path, 'redis')
  const settings: Readonly<Record<string, string>> = {
    bind: LOOPBACK,
    port: String(ports.redis),
    dir: folder,
    save: '',
    appendonly: 'no',
    daemonize: 'no',
    maxmemory: String(MAX_MEMORY_BYTES),
    'maxmemory-policy': 'allkeys-lru',
  }
  return {
    name: 'redis',
    afterCrash: 'leave',
    needs: [],
    prepare: async () => void (await mkdir(folder, { recursive: true })),
    spec: {
      name: 'redis',
      command: tool.path,
      args: Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]),
      env: { ...tool.env },
      cwd: tool.cwd ?? folder,
      ready: { check: redisReady(ports.redis), deadlineMs: 10_000 },
      stop: { signal: 'SIGTERM', deadlineMs: 5_000 },
    },
  }
}
