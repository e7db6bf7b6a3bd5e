import { h } from './dom.js'

/** @typedef {{ name: string, of?: string }} Column name and classes, `n` for numbers and `hm` for what leaves on a phone */
/** @typedef {Node | string | number | null | undefined | false} Cell */

/**
 * A table in a panel; the first cell of a row names it.
 * @param {readonly Column[]} columns
 * @param {readonly (readonly Cell[])[]} rows one cell a column
 * @param {string} [label] what the table is, where no heading says so
 */
export function table(columns, rows, label) {
  const head = columns.map(({ name, of }) => h('th', { class: of, scope: 'col' }, name))
  const body = rows.map((cells) =>
    h(
      'tr',
      {},
      ...cells.map((cell, i) => {
        const of = columns[i]?.of
        return i === 0 ? h('th', { scope: 'row', class: of }, cell) : h('td', { class: of }, cell)
      }),
    ),
  )
  return h(
    'div',
    { class: 'panel' },
    h(
      'table',
      { 'aria-label': label },
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...body),
    ),
  )
}
