/** Each YAML file here is a scenario: the alerts that it lists come in their time, and no others. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { minuteAt, scenarioSchema } from '../../edge-config/scenario/language.ts';
import { play } from '../../edge-config/scenario/play.ts';

const FOLDER = new URL('.', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('scenarios', () => {
  for (const file of files) {
    const documents = readFileSync(new URL(file, FOLDER), 'utf8').split(/^---$/m);
    for (const document of documents) {
      const scenario = scenarioSchema.parse(parse(document));
      it(`${file}: ${scenario.title}`, async () => {
        const alerts = await play(scenario);
        const told = alerts.map(
          ({ alert, raisedMin }) =>
            `${alert.type} day ${Math.floor(raisedMin / 1440) + 1} ${clock(raisedMin)} ${alert.evidence.reason.en}`,
        );
        expect(
          alerts.map(({ alert }) => alert.type),
          told.join('\n'),
        ).toEqual(scenario.expect.map(({ type }) => type));
        for (const [index, wanted] of scenario.expect.entries()) {
          const { alert, raisedMin, endedMin, updates } = alerts[index] ?? expect.unreachable();
          expect(raisedMin, told[index]).toBeGreaterThanOrEqual(minuteAt(wanted.from, 0));
          expect(raisedMin, told[index]).toBeLessThanOrEqual(minuteAt(wanted.to, 0));
          if (wanted.severity !== undefined) expect(alert.severity).toBe(wanted.severity);
          if (wanted.says !== undefined) expect(alert.evidence.reason.en).toContain(wanted.says);
          if (wanted.updates !== undefined) expect(updates).toBe(wanted.updates);
          if (wanted.ended === null) expect(endedMin).toBeNull();
          if (wanted.ended) {
            expect(endedMin, 'end').toBeGreaterThanOrEqual(minuteAt(wanted.ended[0], 0));
            expect(endedMin, 'end').toBeLessThanOrEqual(minuteAt(wanted.ended[1], 0));
          }
        }
      }, 120_000);
    }
  }
});

function clock(minute: number): string {
  const ofDay = Math.floor(minute) % 1440;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}
