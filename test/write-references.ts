import { writeFileSync } from 'node:fs'
import { allCommands } from '../cli/all-commands.ts'
import { commandReference } from '../cli/command-reference.ts'
import { referenceDocuments } from '../generate/reference-documents.ts'

/** Writes the reference pages anew; test/docs-parity.test.ts finds those that are out of date. */
for (const [path, text] of referenceDocuments()) writeFileSync(path, text)
writeFileSync('docs/command-line.md', commandReference(allCommands))
