/** Calls of duty, ladders and digests. */
import type { Ladder } from '../../../../../edge-config/contracts/escalation.ts';
import type { Outcome, Severity } from '../../../../../edge-config/contracts/primitives.ts';
import type {
  AlertView,
  DigestHoursView,
  DigestView,
  LadderView,
  NewResponder,
  ResponderView,
  RosterRow,
  RosterView,
} from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';

export interface Week {
  readonly division: string;
  readonly from: string;
  readonly to: string;
}

export type ResponderChange = Omit<NewResponder, 'responderId' | 'phone' | 'username'> & {
  readonly phone?: string | null;
  readonly username?: string | null;
  readonly isActive: boolean;
};

export const dutyApi = {
  responders: (division: string, more: Readonly<Record<string, string>> = {}) =>
    call<{ responders: ResponderView[]; hasMore: boolean }>(
      'GET',
      `/api/responders?${new URLSearchParams({ ...(division === '' ? {} : { division }), ...more })}`,
    ),
  add: (responder: NewResponder) => call<ResponderView>('POST', '/api/responders', responder),
  change: (responderId: string, change: ResponderChange) =>
    call<ResponderView>('PUT', `/api/responders/${responderId}`, change),
  reveal: (responderId: string, alertId: string | null) =>
    call<{ phone: string }>('POST', `/api/responders/${responderId}/reveal`, { alertId }),
  roster: (week: Week) => call<RosterView>('GET', `/api/rosters?${new URLSearchParams({ ...week })}`),
  replaceRoster: (week: Week, rows: readonly RosterRow[]) =>
    call<RosterView>('PUT', `/api/rosters?${new URLSearchParams({ ...week })}`, { rows }),
  ladder: (division: string, severity: Severity) =>
    call<LadderView>('GET', `/api/ladders/${pathOf(division)}/${severity}`),
  setLadder: (division: string, severity: Severity, ladder: Ladder | null) =>
    call<LadderView>('PUT', `/api/ladders/${pathOf(division)}/${severity}`, { ladder }),
  removeLadder: (division: string, severity: Severity) =>
    call<LadderView>('DELETE', `/api/ladders/${pathOf(division)}/${severity}`),
  digests: () => call<{ digests: DigestView[] }>('GET', '/api/digests'),
  digest: (digestId: string) =>
    call<{ digest: DigestView; alerts: AlertView[] }>('GET', `/api/digests/${digestId}`),
  closeDigest: (digestId: string, outcome: Outcome, note: string) =>
    call<DigestView>('POST', `/api/digests/${digestId}/close`, {
      outcome,
      note: note.trim() === '' ? null : note.trim(),
    }),
  digestHours: (division: string) => call<DigestHoursView>('GET', `/api/digest-hours/${pathOf(division)}`),
  setDigestHours: (division: string, hours: readonly string[] | null) =>
    call<DigestHoursView>('PUT', `/api/digest-hours/${pathOf(division)}`, { hours }),
};

/** The empty code is everywhere. */
function pathOf(division: string): string {
  return division === '' ? 'everywhere' : division;
}
