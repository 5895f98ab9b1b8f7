/** Calls of the phone. */
import type { PushSubscriptionInput } from '../../../../edge-config/contracts/push.ts';
import type {
  GuardianAlertDetail,
  GuardianAlertView,
  GuardianHome,
  GuardianPreferences,
  GuardianSession,
} from '../../../../edge-config/contracts/rest.ts';
import { call } from '../shared/api.ts';

export const guardianApi = {
  session: () => call<GuardianSession>('GET', '/api/guardian/session'),
  signIn: (guardianId: string, password: string) =>
    call<GuardianSession>('POST', '/api/guardian/session', { guardianId, password }),
  signOut: () => call<{ ok: true }>('DELETE', '/api/guardian/session'),
  /** @param code six digits, or the token of a link */
  bind: (code: string, language: 'zh' | 'en') =>
    call<{ session: GuardianSession; householdLabel: string }>('POST', '/api/guardian/bind', {
      ...{ code, language },
    }),
  home: () => call<GuardianHome>('GET', '/api/guardian/home'),
  alerts: async () => (await call<{ alerts: GuardianAlertView[] }>('GET', '/api/guardian/alerts')).alerts,
  alert: (alertId: string) => call<GuardianAlertDetail>('GET', `/api/guardian/alerts/${alertId}`),
  preferences: () => call<GuardianPreferences>('GET', '/api/guardian/preferences'),
  changePreferences: (preferences: GuardianPreferences) =>
    call<GuardianPreferences>('PUT', '/api/guardian/preferences', preferences),
  testAlarm: () => call<{ alertId: string }>('POST', '/api/guardian/test-alarm'),
  push: () => call<{ publicKey: string | null }>('GET', '/api/guardian/push'),
  subscribe: (subscription: PushSubscriptionInput) => call('PUT', '/api/guardian/push', subscription),
  unsubscribe: (endpoint: string) => call('DELETE', '/api/guardian/push', { endpoint }),
  testPush: () => call<{ sent: number }>('POST', '/api/guardian/push/test'),
};
