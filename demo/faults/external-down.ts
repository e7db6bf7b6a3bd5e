import type { ExternalProvider } from '../external-provider.ts'
import { type Fault, fault } from './fault.ts'
import { choiceParam } from './fault-params.ts'

/** The external provider refuses connections, or accepts them and never answers: the service's breaker opens. */
export function externalDownFault(provider: ExternalProvider): Fault {
  return fault<{ mode: 'refuse' | 'timeout' }>({
    name: 'external-down',
    rules: { mode: choiceParam(['refuse', 'timeout']) },
    start: ({ mode }) => provider.behave(mode),
    stop: () => provider.behave('answer'),
    state: () => ({
      isListening: provider.isListening ? 1 : 0,
      unansweredCalls: provider.unansweredCalls,
    }),
  })
}
