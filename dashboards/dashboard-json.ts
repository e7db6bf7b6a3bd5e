/** The part of Grafana's classic dashboard JSON (schemaVersion 42) that we write, lint and draw. */
export interface DashboardJson {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly editable: boolean
  readonly schemaVersion: number
  readonly tags: readonly string[]
  readonly links: readonly Readonly<Record<string, unknown>>[]
  readonly annotations: { readonly list: readonly AnnotationJson[] }
  readonly templating: { readonly list: readonly VariableJson[] }
  readonly time: { readonly from: string; readonly to: string }
  readonly refresh: string
  readonly panels: readonly PanelJson[]
}

export interface PanelJson {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly gridPos: GridPosition
  readonly datasource?: { readonly type?: string; readonly uid?: string }
  readonly targets?: readonly TargetJson[]
  readonly options?: Readonly<Record<string, unknown>>
  readonly fieldConfig?: {
    readonly defaults: FieldJson
    readonly overrides: readonly OverrideJson[]
  }
}

export interface GridPosition {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface TargetJson {
  readonly refId: string
  readonly expr: string
  readonly legendFormat?: string
  readonly instant?: boolean
}

export interface FieldJson {
  readonly unit?: string
  readonly mappings?: readonly unknown[]
  readonly thresholds?: ThresholdsJson
  readonly custom?: Readonly<Record<string, unknown>>
}

export interface ThresholdsJson {
  readonly mode: string
  readonly steps: readonly ThresholdStep[]
}

/** From `value` on the colour holds; the first step's value is null and stands for minus infinity. */
export interface ThresholdStep {
  readonly color: string
  readonly value: number | null
}

export interface OverrideJson {
  readonly matcher: { readonly id: string; readonly options?: unknown }
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[]
}

export interface VariableJson {
  readonly name: string
  readonly type: string
  readonly query: unknown
  /** When its values are read again: 2 is whenever the time range changes. */
  readonly refresh?: number
  readonly sort?: number
  readonly current?: Readonly<Record<string, unknown>>
  readonly multi?: boolean
  readonly includeAll?: boolean
  readonly allValue?: string
  readonly datasource?: { readonly uid?: string }
}

export interface AnnotationJson {
  readonly name: string
  readonly enable: boolean
  readonly expr?: string
}
