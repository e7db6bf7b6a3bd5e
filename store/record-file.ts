import { readFile } from 'node:fs/promises'
import { PlimsollError } from '../contract/errors.ts'
import type { RunRecord } from '../measurement/run-record.ts'
import { storeError } from './store-error.ts'
import { writeWhole } from './write-whole.ts'

/** Writes a run's record as a file of its own: where it goes when the store cannot take it. */
export async function writeRecordFile(path: string, record: RunRecord): Promise<void> {
  try {
    await writeWhole(path, recordText(record))
  } catch (cause) {
    throw storeError(path, cause)
  }
}

export function recordText(record: RunRecord): string {
  return `${JSON.stringify(record)}\n`
}

/** Reads what `writeRecordFile` left. */
export async function readRecordFile(path: string): Promise<RunRecord> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as Partial<RunRecord> | null
    if (record?.version === 1 && record.contract && record.intervals) return record as RunRecord
    throw new Error('it is something else')
  } catch (cause) {
    const why = (cause as Error).message
    throw new PlimsollError('RUN_UNKNOWN', `${path} is no record of a run: ${why}`, {
      hint: 'name a run of plimsoll runs, or the record.json that a full disk left',
      cause,
    })
  }
}
