import type { Notification } from '../store/notification-log.ts'
import { withStore } from './connect-store.ts'
import type { Project } from './project.ts'

export type { Notification } from '../store/notification-log.ts'

/** Keeps what Alertmanager delivered. */
export function receiveNotifications(
  project: Pick<Project, 'home'>,
  notifications: readonly Notification[],
): void {
  withStore(project, (store) => store.notifications.append(notifications))
}

/** The newest deliveries, newest first. */
export function listNotifications(
  project: Pick<Project, 'home'>,
  limit: number,
): readonly Notification[] {
  return withStore(project, (store) => store.notifications.list(limit))
}
