import { basename, dirname, resolve } from 'node:path'
import {
  type ComposeOptions,
  type ContainerStatus,
  composeDown,
  composeStatus,
  composeUp,
} from '../stack/docker-compose.ts'
import { DEFAULT_CONTRACT } from '../store/contract-file.ts'
import type { Env } from './project.ts'

export interface ContainersOptions extends ComposeOptions {
  readonly contract: string
  /** Of the server; else PLIMSOLL_SERVER_PORT, else 8089. */
  readonly port?: number | undefined
}

/** The whole environment by docker compose; a contract that is named brings its own generated files. */
export async function bringUpContainers(
  options: ContainersOptions,
): Promise<readonly ContainerStatus[]> {
  const { contract, port, env } = options
  const named = contract !== DEFAULT_CONTRACT && contract !== env.PLIMSOLL_CONTRACT
  return composeUp({
    ...options,
    env: {
      ...env,
      ...(port !== undefined && { PLIMSOLL_SERVER_PORT: String(port) }),
      ...(named && {
        PLIMSOLL_PROJECT: dirname(resolve(contract)),
        PLIMSOLL_CONTRACT: basename(contract),
      }),
    },
  })
}

/** Stops the containers of compose. */
export async function takeDownContainers(
  what: { readonly volumes: boolean },
  options: ComposeOptions,
): Promise<void> {
  await composeDown(what, options)
}

/** The containers of compose, running or not. */
export async function containersStatus(env: Env): Promise<readonly ContainerStatus[]> {
  return composeStatus(env)
}
