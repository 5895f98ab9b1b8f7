import type {
  AlertMessage,
  ChannelPreview,
  ChannelView,
  PreviewOf,
} from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';

const path = (channel: string): string => `/api/channels/${encodeURIComponent(channel)}`;

export const channelsApi = {
  list: () => call<{ channels: ChannelView[] }>('GET', '/api/channels'),
  preview: (channel: string, of: PreviewOf) =>
    call<ChannelPreview>('GET', `${path(channel)}/preview?of=${of}`),
  test: (channel: string) => call<{ ok: boolean; answer: string }>('POST', `${path(channel)}/test`),
  messages: (alertId: string) => call<{ messages: AlertMessage[] }>('GET', `/api/alerts/${alertId}/messages`),
};
