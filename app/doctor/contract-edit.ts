import { readFileSync } from 'node:fs'
import { quoted } from './finding.ts'

/**
 * The command that changes a field of the contract where it is written out, whatever the file's language;
 * where the field is left to its default, the command that opens the file.
 */
export function contractEdit(path: string, field: string, from: string, to: string): string {
  const written = writtenField(path, field, from)
  if (written === undefined) return `$EDITOR ${quoted(path)}  # write ${field}: '${to}'`
  const at = written.lastIndexOf(from)
  const changed = `${written.slice(0, at)}${to}${written.slice(at + from.length)}`
  const literal = written.replaceAll(/[.[\]*^$\\|]/g, '\\$&')
  return `sed -i ${quoted(`s|${literal}|${changed.replaceAll(/[&\\|]/g, '\\$&')}|`)} ${quoted(path)}`
}

function writtenField(path: string, field: string, value: string): string | undefined {
  try {
    const literal = value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const written = new RegExp(`\\b${field}["']?\\s*:\\s*(["']?)${literal}\\1`)
    return written.exec(readFileSync(path, 'utf8'))?.[0]
  } catch {
    return undefined
  }
}
