/** All faults on the way of an alert. */
import type { FaultCase } from './case.ts';
import { CONSOLE_CASES } from './cases-console.ts';
import { GATEWAY_CASES } from './cases-gateway.ts';
import { NETWORK_CASES } from './cases-network.ts';

export const CASES: readonly FaultCase[] = [...NETWORK_CASES, ...CONSOLE_CASES, ...GATEWAY_CASES];
