import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import type { Contract } from '../contract/schema.ts'

/** The texts of the feeders' files by feeder name; their paths are relative to the contract. */
export async function readFeederTexts(
  contract: Contract,
  contractPath: string,
): Promise<Record<string, string>> {
  const texts = contract.journeys.feeders.map(async (feeder) => {
    const file = 'csvFile' in feeder ? feeder.csvFile : 'jsonFile' in feeder ? feeder.jsonFile : ''
    return file === '' ? [] : [[feeder.name, await readRows(contractPath, file)] as const]
  })
  return Object.fromEntries((await Promise.all(texts)).flat())
}

/** Every worker keeps all rows in memory, where they take some eight times the room of their text. */
const LARGEST_BYTES = 50_000_000

async function readRows(contractPath: string, file: string): Promise<string> {
  const path = resolve(dirname(contractPath), file)
  try {
    const { size } = await stat(path)
    if (size <= LARGEST_BYTES) return await readFile(path, 'utf8')
    const words = `${path}, a feeder's file, has ${megabytes(size)}`
    throw new PlimsollError(
      'CONTRACT_UNREADABLE',
      `${words}; at most ${megabytes(LARGEST_BYTES)} are kept in memory`,
      {
        hint: `keep as many rows as a run needs: head -n 100000 ${file}; numbers alone are a range`,
      },
    )
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause
    const message = `${path}, a feeder's file, cannot be read: ${(cause as Error).message}`
    throw new PlimsollError('CONTRACT_UNREADABLE', message, {
      hint: 'feeder files are looked for beside the contract',
      cause,
    })
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`
