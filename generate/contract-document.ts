import { type FieldPath, fieldPaths } from '../contract/lint/field-paths.ts'
import { readerOf } from '../contract/lint/field-readers.ts'
import { markdownTable } from './markdown-table.ts'

/** docs/contract-reference.md: every field of a contract, its type, unit and reader. */
export function contractDocument(header: string): string {
  const intro = [
    'A contract is a TypeScript file that default-exports `defineContract({ ... })`, or YAML or JSON with the same fields. `*` stands for any name or index. Durations are text such as `90s` or `1h30m`; ratios are shares of 1; names carry their unit. An unknown field is an error.',
    'A field whose last column says "not yet" is part of the vocabulary but acts on nothing in this version: `plimsoll lint` and `plimsoll run` say so when a contract uses it.',
  ].join('\n\n')
  const parts = [...Map.groupBy(fieldPaths(), ({ path }) => path.split('.')[0] ?? '')].flatMap(
    ([top, fields]) => [`## ${top}`, '', ...table(fields), ''],
  )
  return [`<!-- ${header} -->`, '# Contract reference', '', intro, '', ...parts].join('\n')
}

function table(fields: readonly FieldPath[]): string[] {
  return markdownTable(
    ['field', 'type', 'default', 'meaning', 'read by'],
    fields.map(({ path, type, required, fallback }) => {
      const row = readerOf(path)
      const value =
        fallback === undefined ? (required ? 'required' : '') : `\`${JSON.stringify(fallback)}\``
      const reader = row?.reader ? `\`${row.reader}\`` : 'not yet'
      return [`\`${path}\``, type, value, row?.means ?? '', reader]
    }),
  )
}
