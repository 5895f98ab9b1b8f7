/** The running timeline of the demo: one line per thing that happens, in the language of the machine. */
import type { GuardianAlert } from '../contracts/messages.ts';
import type { AlertView, GatewayView } from '../contracts/rest.ts';
import type { JourneyReport } from './journey.ts';

export type Language = 'zh' | 'en';

const TEXTS = {
  board: { zh: '县控制台', en: 'County board' },
  administrator: { zh: '演示账号是管理员，可看全部页面', en: 'an administrator here, to see every page' },
  phone: { zh: '监护人手机', en: "Guardian's phone" },
  stop: { zh: '按 Ctrl-C 结束', en: 'Ctrl-C ends everything' },
  stopping: { zh: '正在停止', en: 'Stopping' },
  raised: { zh: '预警上报', en: 'alert raised' },
  updated: { zh: '预警更新', en: 'alert updated' },
  ended: { zh: '解除', en: 'all-clear' },
  ended_process: { zh: '进程退出，将重启', en: 'process ended, restarting' },
  camera: { zh: '摄像头', en: 'camera' },
  watching: { zh: '正常', en: 'watching' },
  connecting: { zh: '连接中', en: 'connecting' },
  blind: { zh: '看不见', en: 'blind' },
  action: { zh: '处置', en: 'action' },
} as const satisfies Record<string, Record<Language, string>>;

export function demoText(key: keyof typeof TEXTS, language: Language): string {
  return TEXTS[key][language];
}

export class Timeline {
  readonly #language: Language;
  readonly #output: { write(text: string): unknown };
  readonly #startedAtMs = performance.now();
  readonly #cameraStates = new Map<string, string>();
  readonly #seen = new Set<string>();

  constructor(language: Language, output: { write(text: string): unknown }) {
    this.#language = language;
    this.#output = output;
  }

  note(line: string): void {
    const seconds = ((performance.now() - this.#startedAtMs) / 1000).toFixed(1).padStart(6);
    this.#output.write(`${seconds} s  ${line}\n`);
  }

  gateway(view: GatewayView): void {
    for (const camera of view.cameras) {
      const state = `${this.#text(camera.state)}${camera.reason === null ? '' : ` (${camera.reason})`}`;
      if (this.#cameraStates.get(camera.cameraId) === state) continue;
      this.#cameraStates.set(camera.cameraId, state);
      this.note(`${this.#text('camera')} ${camera.name}: ${state}`);
    }
  }

  board(view: AlertView): void {
    const { alert } = view;
    this.#once(`board/${alert.alertId}/${alert.sequence}`, () => {
      const why = alert.evidence.reason[this.#language];
      this.note(`${this.#text('board')}: ${this.#text(alert.phase)} · ${alert.place.label} · ${why}`);
    });
    for (const action of view.actions) {
      if (action.actor.kind === 'gateway') continue;
      this.#once(`action/${action.actionId}`, () =>
        this.note(`${this.#text('action')}: ${action.actor.label} · ${action.kind}`),
      );
    }
  }

  phone(alert: GuardianAlert): void {
    this.#once(`phone/${alert.alertId}/${alert.sequence}`, () =>
      this.note(`${this.#text('phone')}: ${this.#text(alert.phase)} · ${alert.placeLabel}`),
    );
  }

  journey(report: JourneyReport): void {
    this.note(
      `   → +${report.raisedToBoardMs} ms ${this.#text('board')}, +${report.raisedToPhoneMs} ms ${this.#text('phone')}`,
    );
  }

  processEnded(name: string, how: string, logFile: string): void {
    this.note(`${name}: ${this.#text('ended_process')} (${how}); ${logFile}`);
  }

  stopping(): void {
    this.note(this.#text('stopping'));
  }

  #once(key: string, tell: () => void): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    tell();
  }

  #text(key: keyof typeof TEXTS): string {
    return TEXTS[key][this.#language];
  }
}
