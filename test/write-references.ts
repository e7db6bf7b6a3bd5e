import { writeFileSync } from 'node:fs'
import { allCommands } from '../cli/all-commands.ts'
import { commandReference } from '../cli/command-reference.ts'
import { referenceDocuments } from '../generate/reference-documents.ts'
import { contractWords, EXAMPLE_CONTRACTS } from './support/example-contracts.ts'

/** Writes the reference pages and what lint says of the examples anew; tests find those that are out of date. */
for (const [path, text] of referenceDocuments()) writeFileSync(path, text)
writeFileSync('docs/command-line.md', commandReference(allCommands))
for (const { contract, golden } of EXAMPLE_CONTRACTS) {
  writeFileSync(golden, await contractWords(contract))
}
