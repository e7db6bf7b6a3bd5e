import { readFile } from 'node:fs/promises'
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

async function readRows(contractPath: string, file: string): Promise<string> {
  const path = resolve(dirname(contractPath), file)
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const message = `${path}, a feeder's file, cannot be read: ${(cause as Error).message}`
    throw new PlimsollError('CONTRACT_UNREADABLE', message, {
      hint: 'feeder files are looked for beside the contract',
      cause,
    })
  }
}
