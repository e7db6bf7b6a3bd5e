import { existsSync, globSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, toolFolder } from './cache-folder.ts'
import type { ToolCandidate } from './tool.ts'
import { TOOLS, type ToolName } from './tool-table.ts'

/** Where each program lies inside an unpacked Debian package. */
const INSIDE: Readonly<Record<ToolName, string>> = {
  prometheus: 'usr/bin/prometheus',
  promtool: 'usr/bin/promtool',
  alertmanager: 'usr/bin/prometheus-alertmanager',
  amtool: 'usr/bin/amtool',
  postgres: 'usr/lib/postgresql/*/bin/postgres',
  initdb: 'usr/lib/postgresql/*/bin/initdb',
  'redis-server': 'usr/bin/redis-server',
  chromium: 'usr/lib/chromium/chromium',
}

/** The folder into which a Debian package and what it needs are unpacked. */
export function packageFolder(debianPackage: string, env: Environment): string {
  return join(toolFolder(env), debianPackage)
}

/** The program as Plimsoll fetched it before, if it did. Only complete folders bear this name. */
export function fetchedTool(name: ToolName, env: Environment): ToolCandidate | undefined {
  const root = packageFolder(TOOLS[name].debianPackage, env)
  const path = globSync(join(root, INSIDE[name])).sort().at(-1)
  if (!path) return undefined
  const fonts = join(root, FONT_FILE)
  const needs: Record<string, string> = { LD_LIBRARY_PATH: libraryFolders(root).join(':') }
  if (existsSync(fonts)) needs.FONTCONFIG_FILE = fonts
  return { name, path, source: 'cache', env: needs, ...(name === 'alertmanager' && { cwd: root }) }
}

/** The fonts of an unpacked browser, told to it by a file of its own: the system may have none. */
export const FONT_FILE = 'plimsoll-fonts.conf'

/** Every folder below `root` that holds a shared library. */
function libraryFolders(root: string): string[] {
  const folders: string[] = []
  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true })
    if (entries.some(({ name }) => /\.so(\.|$)/.test(name))) folders.push(folder)
    for (const entry of entries) if (entry.isDirectory()) visit(join(folder, entry.name))
  }
  for (const top of ['lib', 'usr/lib']) if (existsSync(join(root, top))) visit(join(root, top))
  return folders
}
