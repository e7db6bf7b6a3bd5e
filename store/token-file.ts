import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import { storeError } from './store-error.ts'

/** 192 bits, as URL-safe text: nobody guesses it. */
const TOKEN_BYTES = 24
/** Shorter ones can be guessed over the loopback in hours. */
const LEAST_CHARACTERS = 16

/** Where the server's token is kept when no file is named. */
export function tokenFile(home: string): string {
  return join(home, 'token')
}

/** The token in a file that somebody named: it must be there. */
export function readToken(path: string): string {
  try {
    return checked(readFileSync(path, 'utf8'), path)
  } catch (cause) {
    throw storeError(path, cause)
  }
}

/** The project's token; made, readable by its owner only, when there is none yet. */
export function readOrCreateToken(home: string): { token: string; path: string; created: boolean } {
  const path = tokenFile(home)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' })
    return { token, path, created: true }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw storeError(path, cause)
    return { token: readToken(path), path, created: false }
  }
}

function checked(text: string, path: string): string {
  const token = text.trim()
  if (token.length >= LEAST_CHARACTERS) return token
  throw new PlimsollError('STORE_UNUSABLE', `the token in ${path} is too short to be safe`, {
    hint: `write at least ${LEAST_CHARACTERS} characters, or remove the file to get a new one`,
  })
}
