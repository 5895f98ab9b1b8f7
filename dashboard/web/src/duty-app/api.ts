/** What the responders' pages ask of the console. */
import type {
  DutyAction,
  DutyAnswer,
  HouseholdCard,
  ResponderView,
} from '../../../../edge-config/contracts/rest.ts';
import { ApiError, call, refusalOf } from '../shared/api.ts';
import type { Deed } from './deeds.ts';

export const dutyApi = {
  card: (gatewayId: string, householdId: string) =>
    call<HouseholdCard>('GET', `/api/households/${gatewayId}/${householdId}/card`),
  reveal: (card: HouseholdCard, kind: 'guardian' | 'responder', id: string, alertId: string) =>
    call<{ phone: string }>('POST', `/api/households/${card.gatewayId}/${card.householdId}/reveal`, {
      kind,
      id,
      alertId,
    }),
  revealResponder: (responderId: string, alertId: string) =>
    call<{ phone: string }>('POST', `/api/responders/${responderId}/reveal`, { alertId }),
  responders: (division: string) =>
    call<{ responders: ResponderView[] }>('GET', `/api/responders?division=${division}`),
  act: ({ alertId, placeLabel: _placeLabel, kind, ...deed }: Deed & { kind: DutyAction['kind'] }) =>
    call<DutyAnswer>('POST', `/api/duty/alerts/${alertId}/actions`, {
      actionId: deed.actionId,
      at: deed.at,
      kind,
      note: deed.note,
      outcome: deed.outcome,
      responderId: deed.responderId,
    } satisfies DutyAction),
  photo: async ({ actionId, alertId, at }: Deed, photo: Blob): Promise<DutyAnswer> => {
    const query = new URLSearchParams({ actionId, at });
    const answer = await fetch(`/api/duty/alerts/${alertId}/photos?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: photo,
    });
    if (answer.ok) return (await answer.json()) as DutyAnswer;
    throw await refusalOf(answer);
  },
};

export { ApiError };
