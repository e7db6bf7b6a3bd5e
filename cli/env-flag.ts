/** `--env` of the commands that send load: what the journeys ask for and no contract may hold. */
export const envFlag = {
  kind: 'pairs',
  short: 'e',
  value: 'NAME=VALUE',
  fromEnvironment: true,
  env: 'PLIMSOLL_ENV',
  about:
    'value of {{env.NAME}} in the journeys, never shown nor kept; repeated; NAME alone takes it from the environment',
} as const
