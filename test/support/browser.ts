import { type Browser, chromium } from 'playwright-core'
import { ensureTools } from '../../stack/tools.ts'

/** Headless Chromium, the machine's own or fetched into the cache. The sandbox needs privileges a container lacks. */
export async function openBrowser(env: NodeJS.ProcessEnv): Promise<Browser> {
  const { chromium: tool } = await ensureTools(['chromium'], { env, say: () => undefined })
  return chromium.launch({
    executablePath: tool.path,
    env: { ...env, ...tool.env },
    args: ['--no-sandbox'],
  })
}
