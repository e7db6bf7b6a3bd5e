import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse as parseYaml } from 'yaml'
import { PlimsollError } from '../contract/errors.ts'
import { parseContract } from '../contract/parse-contract.ts'
import type { Contract } from '../contract/schema.ts'

/** The file Plimsoll looks for when none is named. */
export const DEFAULT_CONTRACT = 'plimsoll.contract.ts'

const ENDINGS = ['.ts', '.mts', '.js', '.mjs', '.yaml', '.yml', '.json']

/** Reads a contract from TypeScript, JavaScript, YAML or JSON and checks it whole. */
export async function readContract(path: string): Promise<Contract> {
  return parseContract(await readInput(path), path)
}

async function readInput(path: string): Promise<unknown> {
  const ending = extname(path)
  if (!ENDINGS.includes(ending)) {
    throw new PlimsollError(
      'CONTRACT_UNREADABLE',
      `${path}: want a file that ends in ${ENDINGS.join(', ')}`,
    )
  }
  const text = await readText(path)
  if (ending === '.json') return parsed(path, () => JSON.parse(text))
  if (ending === '.yaml' || ending === '.yml') return parsed(path, () => parseYaml(text))
  return importContract(path)
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') {
      throw new PlimsollError('CONTRACT_NOT_FOUND', `there is no contract at ${path}`, {
        hint: 'name one with --contract FILE, or copy examples/plain-express/plimsoll.contract.yaml to start',
        cause,
      })
    }
    throw new PlimsollError(
      'CONTRACT_UNREADABLE',
      `${path} cannot be read: ${(cause as Error).message}`,
      { cause },
    )
  }
}

function parsed(path: string, parse: () => unknown): unknown {
  try {
    return parse()
  } catch (cause) {
    throw new PlimsollError(
      'CONTRACT_UNREADABLE',
      `${path} is not valid: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** A TypeScript contract is code: it is run, from disk only. */
async function importContract(path: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(resolve(path)).href)
    if (module.default !== undefined) return module.default
  } catch (cause) {
    throw new PlimsollError(
      'CONTRACT_UNREADABLE',
      `${path} cannot be run: ${(cause as Error).message}`,
      {
        hint: importHint((cause as Error).message),
        cause,
      },
    )
  }
  throw new PlimsollError('CONTRACT_UNREADABLE', `${path} has no default export`, {
    hint: 'write: export default defineContract({ ... })',
  })
}

function importHint(message: string): string {
  if (/outside a module|require\(\) of ES|Unexpected token 'export'/.test(message)) {
    return 'its package.json makes it CommonJS: set "type": "module" there, or name the file plimsoll.contract.mts'
  }
  return 'a contract imports only `plimsoll/contract` and uses types Node can strip'
}
