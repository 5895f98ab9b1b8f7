/** What the reports ask the console. */
import type {
  LimitsView,
  PeriodKind,
  Report,
  ReportLimits,
} from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';

export interface ReportOrder {
  readonly kind: PeriodKind;
  readonly period: string;
  /** undefined: the own one */
  readonly division: string | undefined;
}

export function reportQuery({ division, period }: ReportOrder): string {
  return String(new URLSearchParams({ period, ...(division === undefined ? {} : { division }) }));
}

export const reports = {
  read: (order: ReportOrder) => call<Report>('GET', `/api/reports/${order.kind}?${reportQuery(order)}`),
  limits: (division: string) => call<LimitsView>('GET', `/api/report-limits?division=${division}`),
  setLimits: (division: string, limits: ReportLimits) =>
    call<LimitsView>('PUT', '/api/report-limits', { division, limits }),
  conclude: (order: { kind: PeriodKind; period: string; division: string; text: string }) =>
    call<Pick<Report, 'conclusion'>>('PUT', '/api/reports/conclusion', order),
};
