export type ToolName =
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'postgres'
  | 'initdb'
  | 'redis-server'
  | 'chromium'

/** What is known about a program that Plimsoll runs but does not bring along. */
export interface ToolEntry {
  /** Environment variable that names the program's file and wins over everything else. */
  readonly variable: string
  /** Names of the program's file, best first. */
  readonly files: readonly string[]
  /** Folders looked into after PATH; a `*` stands for one version, the newest is taken. */
  readonly folders: readonly string[]
  /** The program whose folder is looked into first, so that both have the same version. */
  readonly beside?: ToolName
  readonly debianPackage: string
  readonly brewFormula: string
  /** The oldest version that the generated files were run on; older ones are told to the user. */
  readonly minimum?: string
}

const usual = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin']
const postgresql = [
  '/usr/lib/postgresql/*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
]

/** Every tool of the stack. Adding one: add a line here and its name above. */
export const TOOLS: Readonly<Record<ToolName, ToolEntry>> = {
  prometheus: {
    variable: 'PLIMSOLL_PROMETHEUS',
    files: ['prometheus'],
    folders: usual,
    debianPackage: 'prometheus',
    brewFormula: 'prometheus',
    minimum: '2.42',
  },
  promtool: {
    variable: 'PLIMSOLL_PROMTOOL',
    files: ['promtool'],
    folders: usual,
    beside: 'prometheus',
    debianPackage: 'prometheus',
    brewFormula: 'prometheus',
    minimum: '2.42',
  },
  alertmanager: {
    variable: 'PLIMSOLL_ALERTMANAGER',
    files: ['prometheus-alertmanager', 'alertmanager'],
    folders: usual,
    debianPackage: 'prometheus-alertmanager',
    brewFormula: 'alertmanager',
    minimum: '0.25',
  },
  amtool: {
    variable: 'PLIMSOLL_AMTOOL',
    files: ['amtool'],
    folders: usual,
    beside: 'alertmanager',
    debianPackage: 'prometheus-alertmanager',
    brewFormula: 'alertmanager',
    minimum: '0.25',
  },
  postgres: {
    variable: 'PLIMSOLL_POSTGRES',
    files: ['postgres'],
    folders: [...postgresql, ...usual],
    debianPackage: 'postgresql',
    brewFormula: 'postgresql@17',
  },
  initdb: {
    variable: 'PLIMSOLL_INITDB',
    files: ['initdb'],
    folders: [...postgresql, ...usual],
    beside: 'postgres',
    debianPackage: 'postgresql',
    brewFormula: 'postgresql@17',
  },
  'redis-server': {
    variable: 'PLIMSOLL_REDIS_SERVER',
    files: ['redis-server', 'valkey-server'],
    folders: usual,
    debianPackage: 'redis-server',
    brewFormula: 'redis',
  },
  chromium: {
    variable: 'PLIMSOLL_CHROMIUM',
    files: ['chromium', 'chromium-browser', 'google-chrome', 'chrome'],
    folders: [...usual, '/usr/lib/chromium', '/Applications/Google Chrome.app/Contents/MacOS'],
    debianPackage: 'chromium',
    brewFormula: 'chromium',
  },
}

/** The programs that local mode starts or asks; the browser is wanted by browser tests only. */
export const STACK_TOOLS = [
  'prometheus',
  'promtool',
  'alertmanager',
  'amtool',
  'postgres',
  'initdb',
  'redis-server',
] as const satisfies readonly ToolName[]
