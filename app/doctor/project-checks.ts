import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PlimsollError } from '../../contract/errors.ts'
import { tryLock } from '../../stack/file-lock.ts'
import { runningRecords } from '../../stack/process-records.ts'
import { requireWritableStore } from '../../store/open-store.ts'
import { staleTargetFiles } from '../run-target-file.ts'
import { type Check, fewOf, fine, mend, note, quoted, skipped } from './finding.ts'

/** A writer holds the store for a few milliseconds; longer is another thing. */
const BUSY_MS = 500

/** The store opens and nobody holds it locked. */
export const store: Check = {
  id: 'store',
  look: async ({ project }) => {
    const trouble = folderTrouble(project.home)
    const why = 'runs and notifications are kept there'
    if (trouble) return mend(trouble, why, 'export PLIMSOLL_HOME=$HOME/.plimsoll')
    try {
      const path = requireWritableStore(project.home, BUSY_MS)
      return fine(path === undefined ? 'not there yet; the first run makes it' : `${path} opens`)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      const isLocked = /locked/.test(error.message)
      const command = isLocked ? 'plimsoll runs' : 'export PLIMSOLL_HOME=$HOME/.plimsoll'
      return mend(error.message, `${why}; ${error.hint ?? ''}`, command)
    }
  },
}

/** Reports have a folder, or can make one. */
export const reports: Check = {
  id: 'reports',
  look: async ({ project }) => {
    const trouble = folderTrouble(project.reports)
    const elsewhere = 'export PLIMSOLL_REPORTS=$HOME/plimsoll-reports'
    if (trouble) return mend(trouble, 'reports are written there', elsewhere)
    if (existsSync(project.reports)) return fine(project.reports)
    const why = 'the first run makes it'
    return note(`${project.reports} is not there yet`, why, `mkdir -p ${quoted(project.reports)}`)
  },
}

/** The stack's folder can be written, and what an owner that died left behind is known. */
export const runtime: Check = {
  id: 'runtime',
  look: async ({ runtime: folder, stack }) => {
    const trouble = folderTrouble(folder.path)
    const elsewhere = 'export PLIMSOLL_RUNTIME=/tmp/plimsoll-run'
    if (trouble) return mend(trouble, 'the local stack lives there', elsewhere)
    const { pid, silent } = await stack
    const holds = 'it holds ports and lock, so no other stack starts'
    if (silent) {
      const [child] = runningRecords(folder.recordFile)
      const owner = child ? `kill -9 $(ps -o ppid= -p ${child.pid})` : `ls ${folder.logs}`
      return mend(`the owner of the stack in ${folder.path} does not answer`, holds, owner)
    }
    if (pid !== undefined) return fine(`a stack runs, owned by process ${pid}`)
    const left = existsSync(folder.lockFile) && isFree(folder.lockFile)
    const records = left ? runningRecords(folder.recordFile) : []
    if (records.length === 0) return fine(`${folder.path}; no stack runs`)
    const names = fewOf(records.map((record) => `${record.name} (process ${record.pid})`))
    return mend(`a stack that died left behind: ${names}`, holds, 'plimsoll down')
  },
}

/** No run that ended is still announced to Prometheus. */
export const staleTargets: Check = {
  id: 'stale-targets',
  look: async ({ runtime: { targets } }) => {
    if (!existsSync(targets)) return skipped('no stack has run here')
    const stale = await staleTargetFiles(targets)
    if (stale.length === 0) return fine('none')
    const seen = `${stale.length} of runs that ended without a word`
    const why = 'Prometheus asks for them for ever; the next run removes them too'
    return note(seen, why, `rm -f ${stale.map(quoted).join(' ')}`)
  },
}

function isFree(lockFile: string): boolean {
  const lock = tryLock(lockFile)
  lock?.release()
  return lock !== undefined
}

/** Why a folder cannot be written, or made. */
function folderTrouble(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return `${path} is no folder`
    accessSync(path, constants.W_OK)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return folderTrouble(dirname(path))
    return `${path} cannot be written: ${code}`
  }
}
