import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** A server in a process of its own, on a core of its own, that answers questions by IPC. */
export interface MeasuredProcess {
  readonly port: number
  readonly ask: (question: string) => Promise<number>
  readonly output: () => string
  readonly stop: () => Promise<void>
}

/** Starts `bench/collector/<script>`; its first message is its port, each later one the answer to a question. */
export async function startMeasured(
  script: string,
  nodeArgs: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredProcess> {
  const node = [process.execPath, ...nodeArgs, fileURLToPath(new URL(script, import.meta.url))]
  const [command = '', ...args] = canPin() ? ['taskset', '-c', '1', ...node] : node
  const child: ChildProcess = spawn(command, args, {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const over = new AbortController()
  child.once('exit', () => over.abort(new Error(`${script} ended: ${output}`)))
  const answer = async (): Promise<number> => {
    const [value] = await once(child, 'message', { signal: over.signal })
    return value as number
  }
  const port = await answer()
  return {
    port,
    output: () => output,
    ask: async (question) => {
      child.send(question)
      return answer()
    },
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** Keeps this process, which sends the load, off the core of what it measures. */
export function pinLoad(): boolean {
  if (!canPin()) return false
  execFileSync('taskset', ['-cp', '0', String(process.pid)], { stdio: 'ignore' })
  return true
}

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', '1', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false // no taskset, or only one core
  }
}
