/**
 * The gateway's own page, for the installer who stands before the box: does what is seen here reach anybody, and if not,
 * why. Plain HTML that works without scripts on an old phone. Pure.
 */
import { createHash } from 'node:crypto';
import { durationWords, wrongClockWords } from '../../../edge-config/contracts/durations.ts';
import {
  type BilingualText,
  ERROR_CATALOGUE,
  type ErrorCode,
  type ErrorEntry,
} from '../../../edge-config/contracts/errors.ts';
import type { CameraHealth, Health } from './health.ts';
import { type Html, html, trusted } from './html.ts';
import { STATUS_TEXTS } from './status-texts.ts';

export type Language = keyof BilingualText;

export interface PageOptions {
  readonly language: Language;
  readonly nowWallMs: number;
  /** IANA name. */
  readonly timeZone: string;
}

type Verdict = 'good' | 'warn' | 'bad' | 'quiet';

interface Line {
  readonly label: BilingualText;
  readonly verdict: Verdict;
  readonly text: BilingualText;
  /** What to do about it. */
  readonly remedy?: BilingualText;
}

const REFRESH_S = 5;
/** A console that is well answers within a second; what waits longer than this is looked into. */
const RECEIPT_OVERDUE_MS = 60_000;

const STYLE = `
:root { color-scheme: light dark; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --warn: #d29922; --bad: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px; max-width: 760px; font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 16px; }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 16px; margin: 24px 0 4px; }
.verdict { margin: 12px 0 0; padding: 10px 14px; border-left: 6px solid; font-size: 18px; font-weight: 600; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 11em 1fr; gap: 0 12px; padding: 8px 0; border-top: 1px solid var(--line); }
li > span:first-child { opacity: .75; }
small { display: block; font-weight: 400; opacity: .85; color: CanvasText; }
.good { color: var(--good); border-color: var(--good); }
.warn { color: var(--warn); border-color: var(--warn); font-weight: 600; }
.bad { color: var(--bad); border-color: var(--bad); font-weight: 600; }
footer { margin-top: 24px; padding-top: 8px; border-top: 1px solid var(--line); font-size: 14px; opacity: .8; }
@media (max-width: 520px) { li { grid-template-columns: 1fr; } }
`;

/** Nothing but this page and this style, whatever a name may hold. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function renderStatusPage(health: Health, options: PageOptions): string {
  const { language } = options;
  const lines = deliveryLines(health, options);
  const cameras = health.cameras.map((camera) => cameraLine(camera, options));
  const bad = [...lines, ...cameras].filter(({ verdict }) => verdict === 'bad').length;
  const t = (text: BilingualText): string => text[language];
  const { cameras: camerasTitle, delivery, other, refreshed, title } = STATUS_TEXTS;
  const now = clockTime(options.nowWallMs, options);
  const page = html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${REFRESH_S}">
<title>${bad > 0 ? `(${bad}) ` : ''}${health.gatewayId} · ${t(title)}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><h1>${t(title)} · ${health.gatewayId}</h1><a href="?lang=${language === 'zh' ? 'en' : 'zh'}">${t(other)}</a></header>
<p class="verdict ${bad > 0 ? 'bad' : 'good'}" role="status">${t(bad > 0 ? STATUS_TEXTS.troubles(bad) : STATUS_TEXTS.well)}</p>
<h2>${t(delivery)}</h2>
<ul>${lines.map((line) => renderLine(line, language))}</ul>
<h2>${t(camerasTitle)}</h2>
<ul>${cameras.map((line) => renderLine(line, language))}</ul>
<footer>${t(STATUS_TEXTS.footer(health, durationWords(health.uptimeMs)))}<br>${t(refreshed(now, REFRESH_S))}</footer>
</body>
</html>
`;
  return page.text;
}

function renderLine({ label, remedy, text, verdict }: Line, language: Language): Html {
  const advice = remedy === undefined ? html`` : html`<small>${remedy[language]}</small>`;
  return html`<li><span>${label[language]}</span><span class="${verdict}">${text[language]}${advice}</span></li>`;
}

function deliveryLines(health: Health, options: PageOptions): Line[] {
  const { brokerConnected, consoleListens, isInMemory, outboxUnwritten } = health;
  const { labels } = STATUS_TEXTS;
  return [
    brokerConnected
      ? { label: labels.broker, verdict: 'good', text: STATUS_TEXTS.connected }
      : { label: labels.broker, verdict: 'bad', ...catalogued('BROKER_UNREACHABLE') },
    consoleLine(brokerConnected, consoleListens),
    receiptLine(health, options),
    pendingLine(health, options),
    outboxUnwritten === 0 && !isInMemory
      ? { label: labels.disk, verdict: 'good', text: STATUS_TEXTS.allWritten }
      : {
          ...{ label: labels.disk, verdict: 'bad' },
          text: isInMemory ? STATUS_TEXTS.inMemory : STATUS_TEXTS.unwritten(outboxUnwritten),
          remedy: ERROR_CATALOGUE.OUTBOX_UNUSABLE.remedy,
        },
    clockLine(health.clockSkewMs),
  ];
}

/** Without a broker, what was heard of the console last says nothing. */
function consoleLine(brokerConnected: boolean, consoleListens: boolean): Line {
  const label = STATUS_TEXTS.labels.console;
  if (!brokerConnected) return { label, verdict: 'quiet', text: STATUS_TEXTS.unknown };
  if (consoleListens) return { label, verdict: 'good', text: STATUS_TEXTS.listens };
  return { label, verdict: 'bad', text: STATUS_TEXTS.noConsole, remedy: STATUS_TEXTS.alertsStay };
}

function receiptLine({ lastReceiptAt }: Health, options: PageOptions): Line {
  const label = STATUS_TEXTS.labels.receipt;
  if (lastReceiptAt === null) return { label, verdict: 'quiet', text: STATUS_TEXTS.noReceipt };
  const atMs = Date.parse(lastReceiptAt);
  const ago = durationWords(options.nowWallMs - atMs);
  return { label, verdict: 'quiet', text: STATUS_TEXTS.receipt(clockTime(atMs, options), ago) };
}

function pendingLine({ outboxPending, pendingSince }: Health, options: PageOptions): Line {
  const label = STATUS_TEXTS.labels.pending;
  if (outboxPending === 0 || pendingSince === null) {
    return { label, verdict: 'good', text: STATUS_TEXTS.nonePending };
  }
  const sinceMs = Date.parse(pendingSince);
  const waitMs = options.nowWallMs - sinceMs;
  const text = STATUS_TEXTS.pending(outboxPending, clockTime(sinceMs, options), durationWords(waitMs));
  if (waitMs <= RECEIPT_OVERDUE_MS) return { label, verdict: 'warn', text };
  return { label, verdict: 'bad', text, remedy: STATUS_TEXTS.pendingRemedy };
}

function clockLine(clockSkewMs: number | null): Line {
  const label = STATUS_TEXTS.labels.clock;
  const wrong = wrongClockWords(clockSkewMs);
  if (wrong !== null) return { label, verdict: 'bad', text: wrong, remedy: STATUS_TEXTS.clockRemedy };
  return clockSkewMs === null
    ? { label, verdict: 'quiet', text: STATUS_TEXTS.clockUnknown }
    : { label, verdict: 'good', text: STATUS_TEXTS.clockRight };
}

const CAMERA_VERDICTS = { watching: 'good', connecting: 'warn', blind: 'bad' } as const;

function cameraLine({ id, name, reason, since, state }: CameraHealth, options: PageOptions): Line {
  const label = { zh: `${name}（${id}）`, en: `${name} (${id})` };
  const text = STATUS_TEXTS.camera(STATUS_TEXTS.cameraStates[state], clockTime(Date.parse(since), options));
  if (reason === null) return { label, verdict: CAMERA_VERDICTS[state], text };
  const why = catalogued(reason);
  const both = { zh: `${text.zh}：${why.text.zh}`, en: `${text.en}: ${why.text.en}` };
  return { label, verdict: CAMERA_VERDICTS[state], ...why, text: both };
}

/** A code's words; a code that is not in the catalogue stands for itself. */
function catalogued(code: string): { text: BilingualText; remedy?: BilingualText } {
  if (!Object.hasOwn(ERROR_CATALOGUE, code)) return { text: { zh: code, en: code } };
  const entry: ErrorEntry = ERROR_CATALOGUE[code as ErrorCode];
  return { text: entry.meaning, remedy: entry.remedy };
}

/** Time of day, with the date when it is not today. */
function clockTime(wallMs: number, { nowWallMs, timeZone }: PageOptions): string {
  // Swedish writes dates as ISO 8601 does.
  const written = (ms: number): string => new Date(ms).toLocaleString('sv-SE', { timeZone });
  const [date = '', time = ''] = written(wallMs).split(' ');
  return written(nowWallMs).startsWith(date) ? time : `${date} ${time}`;
}

/** Of an `Accept-Language` header and what the address asks for; Chinese unless English is asked for first. */
export function chooseLanguage(asked: unknown, acceptLanguage: string | undefined): Language {
  if (asked === 'zh' || asked === 'en') return asked;
  const first = /\b(zh|en)\b/i.exec(acceptLanguage ?? '')?.[1]?.toLowerCase();
  return first === 'en' ? 'en' : 'zh';
}
