/** What a push becomes on the screen. Pure. */
import type { PushPayload } from '../../../../../edge-config/contracts/push.ts';

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** A newer one of the same tag takes the place of the older. */
  readonly tag: string;
  /** The newer one sounds as well. */
  readonly renotify: boolean;
  readonly silent: boolean;
  /** Stays until somebody touches it. */
  readonly requireInteraction: boolean;
  /** Absent where it is silent: browsers refuse the two together, even an empty list. */
  readonly vibrate?: readonly number[];
  readonly actions: readonly { readonly action: AnswerAction; readonly title: string }[];
  readonly data: NoticeData;
  readonly lang: string;
}

export interface NoticeData {
  readonly alertId: string | null;
  readonly url: string;
}

export type AnswerAction = 'going' | 'false' | 'safe';

const HOME = '/guardian/#/';
const GRAVE_MS = [400, 200, 400, 200, 800];

export const NOTICE_TEXTS = {
  zh: {
    unread: '守望有新消息',
    unreadBody: '点开查看',
    past: '（已过时）',
    actions: { going: '我去看', safe: '已安全', false: '误报' },
    sent: '已回复：',
    queued: '没有网络，联网后自动回复：',
    refused: '没有被接受，请打开查看：',
  },
  en: {
    unread: 'News from Shouwang',
    unreadBody: 'Tap to look',
    past: ' (past)',
    actions: { going: 'I am going', safe: 'Safe now', false: 'False alarm' },
    sent: 'Answered: ',
    queued: 'No network; answered later by itself: ',
    refused: 'Not accepted, open to look: ',
  },
} as const;

/** @param payload undefined when it could not be read: something must be shown all the same, or browsers end the subscription. */
export function toNotice(
  payload: PushPayload | undefined,
  { language, nowMs }: { readonly language: 'zh' | 'en'; readonly nowMs: number },
): Notice {
  const texts = NOTICE_TEXTS[language];
  const plain = { renotify: false, requireInteraction: false, actions: [], lang: language };
  if (payload === undefined) {
    const data = { alertId: null, url: HOME };
    return { ...plain, title: texts.unread, body: texts.unreadBody, tag: 'unread', silent: true, data };
  }
  const { alertId, body, expiresAt, kind, severity, status, tag, title } = payload;
  const isPast = Date.parse(expiresAt) <= nowMs;
  const isCall = kind === 'alert' && !isPast;
  const silent = payload.silent || isPast;
  return {
    ...plain,
    title: isPast ? `${title}${texts.past}` : title,
    ...{ body, tag, silent },
    renotify: !silent && kind !== 'news',
    requireInteraction: isCall && (severity === 'extreme' || severity === 'severe') && status !== 'test',
    ...(isCall && !silent ? { vibrate: GRAVE_MS } : {}),
    actions:
      isCall && alertId !== null && status !== 'test'
        ? (['going', 'safe', 'false'] as const).map((action) => ({ action, title: texts.actions[action] }))
        : [],
    data: { alertId, url: safeUrl(payload.url) },
  };
}

/** Within the app, whatever was sent. */
export function safeUrl(url: string): string {
  return url.startsWith('/guardian/') ? url : HOME;
}

export function isAnswer(action: string): action is AnswerAction {
  return action === 'going' || action === 'false' || action === 'safe';
}
