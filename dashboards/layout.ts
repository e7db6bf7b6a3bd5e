import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { GridPosition } from './dashboard-json.ts'

/** Anything of the SDK that builds a panel. */
export interface PanelSource {
  build(): Panel
}

/** Panels of one size under one heading. */
export interface Section {
  readonly title: string
  /** Columns of each panel, of Grafana's 24. */
  readonly width: number
  /** Height of each panel in grid rows of 30 px. */
  readonly height: number
  readonly panels: readonly PanelSource[]
}

type Placed = (Panel | RowPanel) & { id: number; gridPos: GridPosition }

/** Grafana's grid is 24 columns wide. */
export const GRID_COLUMNS = 24

/**
 * Places sections below one another, each under a row with its title, left to right and wrapping.
 * The SDK does neither well: its rows all get id 0, its panels none, and a wide panel may overflow the grid.
 */
export function laidOut(sections: readonly Section[]): Placed[] {
  const placed: Placed[] = []
  let top = 0
  const place = (panel: Panel | RowPanel, gridPos: GridPosition): void => {
    placed.push({ ...panel, id: placed.length + 1, gridPos })
  }
  for (const { title, width, height, panels } of sections) {
    if (panels.length === 0) continue
    place(headingRow(title), { x: 0, y: top, w: GRID_COLUMNS, h: 1 })
    top += 1
    const perLine = Math.floor(GRID_COLUMNS / width)
    panels.forEach((panel, i) => {
      const y = top + Math.floor(i / perLine) * height
      place(panel.build(), { x: (i % perLine) * width, y, w: width, h: height })
    })
    top += Math.ceil(panels.length / perLine) * height
  }
  return placed
}

function headingRow(title: string): RowPanel {
  return { type: 'row', title, collapsed: false, id: 0, panels: [] }
}
