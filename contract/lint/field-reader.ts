/** What a contract field is for and who acts on it. */
export interface FieldReader {
  /** Path as in `fieldPaths()`; a leading `**.` stands for any place the shape occurs. */
  readonly field: string
  /** The file that acts on it, or null while nothing does: such a field yields NOT_READ_YET. */
  readonly reader: string | null
  /** Meaning with unit, for docs/contract-reference.md. */
  readonly means: string
}

/** A row of the table of fields. */
export const row = (field: string, reader: string | null, means: string): FieldReader => ({
  field,
  reader,
  means,
})
