import { randomBytes } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The one-shot that goes before all other containers: it makes, once, the secrets that only this
 * installation knows, and hands on those of the user. Its volumes are the access control, so files
 * in them can be read by whatever uid a container runs as.
 *
 * A file secret of compose would not do: it is a bind mount that only its owner on the host can read.
 */
const [own = '/run/own-secrets', delivery = '/secrets/delivery', database = '/secrets/database'] =
  process.argv.slice(2)

const READABLE = 0o444
/** 192 bits, as URL-safe text: nobody guesses it. */
const SECRET_BYTES = 24
const WEBHOOK_TOKEN = 'plimsoll_webhook_token'

makeOnce(join(delivery, WEBHOOK_TOKEN))
makeOnce(join(database, 'postgres_password'))
handOn()

function makeOnce(path: string): void {
  if (existsSync(path)) return
  writeFileSync(path, randomBytes(SECRET_BYTES).toString('base64url'), { flag: 'wx' })
  chmodSync(path, READABLE)
}

/** The user's own files, named after the variables of the contract's `notify`; those taken away go here too. */
function handOn(): void {
  const names = readdirSync(own).filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name))
  for (const old of readdirSync(delivery)) {
    if (old !== WEBHOOK_TOKEN) rmSync(join(delivery, old), { force: true })
  }
  for (const name of names) {
    const path = join(delivery, name)
    copyFileSync(join(own, name), path)
    chmodSync(path, READABLE)
  }
  process.stdout.write(`secrets are ready${names.map((name) => `, ${name}`).join('')}\n`)
}
