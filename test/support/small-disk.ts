import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A disk that a test can fill and that nobody else writes to. */
export interface SmallDisk {
  readonly path: string
  /** Takes all but so many bytes. */
  readonly fill: (leaveBytes?: number) => void
  /** Gives back what `fill` took. */
  readonly empty: () => void
}

/** Mounts a memory disk; undefined, and the test skipped with the reason, where that needs rights we lack. */
export function aSmallDisk(t: TestContext, bytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    t.skip('only root on Linux can mount a small disk')
    return undefined
  }
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=755`, 'none', path], {
      stdio: 'pipe',
    })
  } catch (error) {
    rmSync(path, { recursive: true })
    t.skip(`no disk can be mounted here: ${(error as Error).message}`)
    return undefined
  }
  t.after(() => {
    execFileSync('umount', ['--lazy', path])
    rmSync(path, { recursive: true })
  })
  const ballast = join(path, 'ballast')
  return {
    path,
    fill: (leaveBytes = 0) => {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)), { flag: 'a' })
    },
    empty: () => rmSync(ballast, { force: true }),
  }
}
