import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FONT_FILE } from './fetched-tool.ts'

/** Where Debian's Alertmanager looks for its templates, whatever its flags say. */
const ASSETS = '/usr/share/prometheus/alertmanager'
/** Of the same length, so that it fits into the binary: a folder below the working directory. */
const ASSETS_HERE = '/proc/self/cwd/alertmanager-assets'

/** Makes an unpacked package tree runnable where it lies and readable by every user. */
export async function finishPackage(root: string, target: string): Promise<void> {
  await chmod(root, 0o755)
  await redirectAssets(root)
  await declareFonts(root, target)
}

async function redirectAssets(root: string): Promise<void> {
  const program = join(root, 'usr/bin/prometheus-alertmanager')
  if (!(await exists(program))) return
  const binary = await readFile(program)
  for (let at = binary.indexOf(ASSETS); at >= 0; at = binary.indexOf(ASSETS, at + 1)) {
    binary.write(ASSETS_HERE, at, 'latin1')
  }
  await writeFile(program, binary)
  await symlink(`.${ASSETS}`, join(root, 'alertmanager-assets'))
}

/** A browser on a system without fonts draws no text: it gets those that came along. */
async function declareFonts(root: string, target: string): Promise<void> {
  if (!(await exists(join(root, 'usr/lib/chromium')))) return
  const fontCache = `${target}-font-cache`
  await mkdir(fontCache, { recursive: true })
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>${target}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${fontCache}</cachedir>
</fontconfig>
`
  await writeFile(join(root, FONT_FILE), text)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
