/** Every sentence that people are sent, zh and en. A drill and a test say so before anything else. Pure. */
import type {
  AllClearNotification,
  Notification,
  SentNotification,
} from '../../../edge-config/contracts/notify.ts';
import type { AlertStatus } from '../../../edge-config/contracts/primitives.ts';
import type { Language } from '../../../edge-config/contracts/push.ts';
import { word } from '../words.ts';
import type { MessageText } from './channel.ts';

export const MAX_TITLE = 80;
export const MAX_BODY = 200;
/** Lines of a summary; a robot's text has an end as well (WeCom: 2,048 bytes). */
const MAX_LINES = 15;

const PRODUCT: Record<Language, string> = { zh: '【守望】', en: '[Shouwang] ' };
const MARKS: Record<Language, Record<AlertStatus, string>> = {
  zh: { actual: '', exercise: '【演练】', test: '【测试】' },
  en: { actual: '', exercise: '[DRILL] ', test: '[TEST] ' },
};

export interface Wording {
  readonly language: Language;
  /** IANA name: of the hours that are told. */
  readonly timeZone: string;
  /** Address of the console as people reach it, to end a message with; null: none. */
  readonly publicUrl: string | null;
}

/** @returns title and body without the product's name, as a phone shows them beside it. */
export function words(body: Notification, { language, timeZone }: Wording): { title: string; body: string } {
  const zh = language === 'zh';
  const clock = (at: string): string => clockOf(at, timeZone);
  switch (body.kind) {
    case 'test':
      return made(
        `${MARKS[language].test}${zh ? '通知渠道正常' : 'This channel works'}`,
        zh
          ? `${clock(body.at)} 由管理员发出，无需处理。`
          : `Sent by an administrator at ${clock(body.at)}. There is nothing to do.`,
      );
    case 'digest': {
      const counts = body.counts.map(({ count, type }) => `${word(language, `type.${type}`)} ${count}`);
      return made(
        zh ? '安静预警汇总' : 'Digest of quiet alerts',
        counts.join(zh ? '，' : ', ') || (zh ? '没有未办结的' : 'nothing is open'),
      );
    }
    case 'alert': {
      const mark = MARKS[language][body.status];
      const type = word(language, `type.${body.type}`);
      const severity = word(language, `severity.${body.severity}`);
      const at = clock(body.occurredAt);
      const reason = body.reason[language];
      return body.status === 'actual'
        ? made(
            zh
              ? `${severity}预警 · ${type} · ${body.placeLabel}`
              : `${severity} alert · ${type} · ${body.placeLabel}`,
            zh
              ? `${at} ${reason}。请马上查看，并在守望里应答：应答后不再找别人。`
              : `${at} ${reason}. Please look at once and answer in Shouwang: then nobody else is called.`,
          )
        : made(
            zh ? `${mark}${type} · ${body.placeLabel}` : `${mark}${type} · ${body.placeLabel}`,
            zh
              ? `这是演练，没有人出事。${at} 请照常应答，时间会被记录。`
              : `This is a drill: nobody is hurt. ${at} Please answer as you would; the times are kept.`,
          );
    }
    case 'sent': {
      const who = body.recipients.map(({ label }) => label).join(zh ? '、' : ', ');
      const type = word(language, `type.${body.type}`);
      return made(
        `${MARKS[language][body.status]}${zh ? `派${who}去` : `${who} is sent`} · ${type} · ${body.placeLabel}`,
        sentWords(body, zh, clock),
      );
    }
    case 'taken': {
      const type = word(language, `type.${body.type}`);
      return made(
        `${MARKS[language][body.status]}${zh ? '已有人处理' : 'Somebody is on it'} · ${type} · ${body.placeLabel}`,
        zh
          ? `${clock(body.at)} 已有人接手，不必再打电话找人。`
          : `Taken at ${clock(body.at)}: nobody else needs to be called.`,
      );
    }
    case 'all_clear': {
      const type = word(language, `type.${body.type}`);
      return made(
        `${MARKS[language][body.status]}${zh ? '已解除' : 'All clear'} · ${type} · ${body.placeLabel}`,
        `${clock(body.at)} ${allClearWords(body, zh)}`,
      );
    }
  }
}

function sentWords(
  { at, by, occurredAt, reason, status }: SentNotification,
  zh: boolean,
  clock: (at: string) => string,
): string {
  if (status !== 'actual') {
    return zh
      ? `这是演练，没有人出事。${by}分派，请照常应答，时间会被记录。`
      : `This is a drill: nobody is hurt. Sent by ${by}; please answer as you would, the times are kept.`;
  }
  return zh
    ? `${by}于 ${clock(at)} 分派。${clock(occurredAt)} ${reason.zh}。请马上去，并在守望里点“出发”；去不了请立即转交。`
    : `Sent by ${by} at ${clock(at)}. ${clock(occurredAt)} ${reason.en}. Please go at once and say so in Shouwang; if you cannot, hand it over now.`;
}

function allClearWords({ cause, outcome, status }: AllClearNotification, zh: boolean): string {
  if (status === 'exercise') return zh ? '演练结束，谢谢参与。' : 'The drill is over. Thank you.';
  if (cause === 'ended') {
    return zh
      ? '现场情况已恢复，由网关看到；不必再赶去。'
      : 'The gateway sees that it is over; nobody needs to hurry there.';
  }
  if (outcome === 'false') return zh ? '已办结：误报。' : 'Closed: a false alert.';
  if (outcome === 'test') return zh ? '已办结：测试。' : 'Closed: a test.';
  return zh ? '已办结：有人到场处理。' : 'Closed: it was seen to.';
}

/** With the product's name: in a group nobody else says who speaks. */
export function render(body: Notification, wording: Wording): MessageText {
  const { body: text, title } = words(body, wording);
  const mark =
    Object.values(MARKS[wording.language]).find((each) => each !== '' && title.startsWith(each)) ?? '';
  const named = `${mark}${PRODUCT[wording.language]}${title.slice(mark.length)}`;
  return { title: cut(named, MAX_TITLE), body: text, link: wording.publicUrl };
}

/** What a robot says at once instead of one by one; gravest first. */
export function renderSummary(bodies: readonly Notification[], wording: Wording): MessageText {
  const zh = wording.language === 'zh';
  const lines = bodies.slice(0, MAX_LINES).map((body) => cut(words(body, wording).title, MAX_TITLE));
  const more = bodies.length - lines.length;
  if (more > 0) lines.push(zh ? `……另有 ${more} 条，见预警台` : `… and ${more} more: see the board`);
  const isDrill = bodies.every((body) => 'status' in body && body.status === 'exercise');
  const mark = isDrill ? MARKS[wording.language].exercise : '';
  const title = zh ? `${bodies.length} 条消息合并发送` : `${bodies.length} messages in one`;
  return {
    title: `${mark}${PRODUCT[wording.language]}${title}`,
    body: lines.join('\n'),
    link: wording.publicUrl,
  };
}

function made(title: string, body: string): { title: string; body: string } {
  return { title: cut(title, MAX_TITLE), body: cut(body, MAX_BODY) };
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function clockOf(at: string, timeZone: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
}
