/** How busy a gateway's machine is, in words. */
import type { TFunction } from 'i18next';
import type { GatewayLoad } from '../../../../../edge-config/contracts/messages.ts';

/** From here on pictures wait, and falls are seen later. */
const BUSY_PERCENT = 90;
const LONG_WAIT_MS = 2000;

export function isOverloaded({ cpuPercent, memoryPercent, waitMs }: GatewayLoad): boolean {
  return cpuPercent >= BUSY_PERCENT || memoryPercent >= BUSY_PERCENT || waitMs >= LONG_WAIT_MS;
}

export function loadText(load: GatewayLoad, t: TFunction): string {
  return t('cameras.loadText', { ...load, waitS: (load.waitMs / 1000).toFixed(1) });
}
