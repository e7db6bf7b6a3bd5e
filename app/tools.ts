import type { ToolSearch } from '../stack/find-tool.ts'
import { STACK_TOOLS } from '../stack/tool-table.ts'
import { ensureTools, findTools } from '../stack/tools.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Every program the local stack needs: where it is, or why it was not found. Fetches nothing. */
export async function listTools(env: Env): Promise<readonly ToolSearch[]> {
  return findTools(STACK_TOOLS, env)
}

/** Makes sure of all of them, fetching what is missing after saying so. */
export async function fetchTools(env: Env, say: (line: string) => void): Promise<void> {
  await ensureTools(STACK_TOOLS, { env, say })
}
