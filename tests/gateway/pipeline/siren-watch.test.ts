import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import { SirenWatch } from '../../../gateway/pipeline/siren-watch.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { FakeClock, settled } from '../../support/fake-clock.ts';

function build() {
  const clock = new FakeClock();
  const state = { isUnproven: true, fails: false };
  const sounded: string[] = [];
  const failed: unknown[] = [];
  const siren = new SirenWatch({
    clock,
    afterMs: 60_000,
    isUnproven: () => state.isUnproven,
    sound: () => (state.fails ? Promise.reject(new Error('no siren')) : Promise.resolve()),
    onSounded: ({ alertId }) => sounded.push(alertId),
    onFailed: (_alert, error) => failed.push(error),
  });
  /** Ticks as the heartbeat does. */
  const pass = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += 10) {
      await clock.advance(10_000);
      siren.tick();
      await settled();
    }
  };
  const raise = (more: Partial<Alert> = {}): Alert => {
    const alert = sampleAlert({ severity: 'extreme', status: 'actual', ...more });
    siren.heard(alert);
    return alert;
  };
  return { siren, state, sounded, failed, pass, raise };
}

describe('the siren', () => {
  it('sounds once when no console has taken an alert in time', async () => {
    const { sounded, pass, raise } = build();
    const { alertId } = raise();
    await pass(50);
    expect(sounded).toEqual([]);
    await pass(300);
    expect(sounded).toEqual([alertId]);
  });

  it('stays silent when the console has it, somebody answered, or it has ended', async () => {
    const receipted = build();
    receipted.raise();
    receipted.state.isUnproven = false;
    await receipted.pass(120);
    const answered = build();
    answered.siren.answered(answered.raise().alertId);
    await answered.pass(120);
    const ended = build();
    ended.siren.heard({ ...ended.raise(), phase: 'ended' });
    await ended.pass(120);
    expect([receipted, answered, ended].flatMap(({ sounded }) => sounded)).toEqual([]);
  });

  it.each([
    [{ severity: 'moderate' }],
    [{ status: 'test' }],
    [{ status: 'exercise' }],
    [{ phase: 'updated' }],
  ] as const)('stays silent for %o', async (more) => {
    const { sounded, pass, raise } = build();
    raise(more);
    await pass(120);
    expect(sounded).toEqual([]);
  });

  it('is tried again when it did not sound, and given up after five times', async () => {
    const { failed, pass, raise, sounded, state } = build();
    state.fails = true;
    raise();
    await pass(80);
    expect(failed.length).toBeGreaterThan(1);
    await pass(300);
    expect(failed).toHaveLength(5);
    state.fails = false;
    await pass(60);
    expect(sounded).toEqual([]);
  });
});
