/** A village on a test's console: its gateway lives, a camera looks at the household, somebody was seen. */
import type { CameraStatus, HouseholdStatus } from '../../edge-config/contracts/messages.ts';
import { payload, ROOT, type TestConsole } from './console.ts';
import { sampleHousehold } from './households.ts';

export interface TestVillage {
  camera(more?: Partial<CameraStatus>): Promise<void>;
  household(more?: Partial<HouseholdStatus>): Promise<void>;
  /** A sign of life; it holds for two minutes of the console's clock. */
  beat(): Promise<void>;
}

export const SEEN_AGO_MIN = 12;

/** @returns what changes it; all of it was told once. */
export async function startVillage(test: TestConsole): Promise<TestVillage> {
  const gateway = await test.gateway();
  const at = (agoMin = 0): string => new Date(test.nowMs() - agoMin * 60_000).toISOString();
  const tell = async (topic: string, ...[type, data]: Parameters<typeof payload>): Promise<void> => {
    await gateway.publishAsync(`${ROOT}/${topic}`, payload(type, data), { qos: 1 });
  };
  const village: TestVillage = {
    beat: () =>
      tell('status', 'shouwang.gateway-status.v1', {
        ...{ state: 'online', version: '1', session: 1, heartbeatMs: 60_000, outboxPending: 0 },
        ...{ bornAt: at(), aliveAt: at() },
      }),
    camera: (more = {}) =>
      tell('camera/yard/status', 'shouwang.camera-status.v1', {
        ...{ cameraId: 'yard', name: '院子', householdId: 'home', placeKind: 'yard', gb28181Id: null },
        ...{
          state: 'watching',
          reason: null,
          since: at(60),
          framesPerS: 5,
          lastFrameAt: null,
          personsNow: 0,
        },
        ...more,
      }),
    household: (more = {}) =>
      tell(
        'household/home/status',
        'shouwang.household-status.v1',
        sampleHousehold({ lastSeenAt: at(SEEN_AGO_MIN), ...more }),
      ),
  };
  await village.beat();
  await village.camera();
  await village.household();
  return village;
}
