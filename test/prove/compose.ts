import { ALERT_NAMES } from '../../alerts/alert-names.ts'
