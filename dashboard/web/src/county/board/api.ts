/** Calls of the board. */
import type { AlertView, GatewayView, ResponderView } from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';

const textOf = (note: string): string | null => (note.trim() === '' ? null : note.trim());

const post = ({ alert }: AlertView, action: string, body: object): Promise<AlertView> =>
  call<AlertView>('POST', `/api/alerts/${alert.alertId}/${action}`, body);

export interface Related {
  readonly nearby: readonly AlertView[];
  readonly household: readonly AlertView[];
}

export const boardApi = {
  dispatch: (view: AlertView, responderId: string, note: string) =>
    post(view, 'dispatch', { revision: view.revision, responderId, note: textOf(note) }),
  onScene: (view: AlertView, note: string) =>
    post(view, 'on-scene', { revision: view.revision, note: textOf(note) }),
  merge: (view: AlertView, intoAlertId: string) =>
    post(view, 'merge', { revision: view.revision, intoAlertId }),
  note: (view: AlertView, text: string) => post(view, 'note', { text: text.trim() }),
  related: ({ alert }: AlertView) => call<Related>('GET', `/api/alerts/${alert.alertId}/related`),
  responders: (division: string) =>
    call<{ responders: ResponderView[] }>('GET', `/api/responders?division=${division}`),
  gateway: (gatewayId: string) => call<GatewayView>('GET', `/api/gateways/${gatewayId}`),
  drill: (gatewayId: string, cameraId: string) =>
    call<{ alertId: string }>('POST', '/api/drills', { gatewayId, cameraId }),
  alertsBefore: (before: string | undefined) =>
    call<{ alerts: AlertView[] }>(
      'GET',
      `/api/alerts?state=all&limit=200${before === undefined ? '' : `&before=${before}`}`,
    ),
};
