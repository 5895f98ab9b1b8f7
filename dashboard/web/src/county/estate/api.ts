/** Calls of the estate: divisions, sites, gateways, households, imports. */
import type {
  BindingCode,
  Bindings,
  Contact,
  DivisionHit,
  DivisionNode,
  GatewayRecord,
  HouseholdCard,
  HouseholdEdit,
  HouseholdGuardian,
  HouseholdRecord,
  HouseholdRow,
  ImportReport,
  ResidentInput,
  SiteBody,
  SiteView,
} from '../../../../../edge-config/contracts/rest.ts';
import { call, refusalOf } from '../../shared/api.ts';

const household = (gatewayId: string, householdId: string): string =>
  `/api/households/${gatewayId}/${householdId}`;

export interface HouseholdKey {
  readonly gatewayId: string;
  readonly householdId: string;
}

export interface HouseholdPage {
  readonly households: readonly HouseholdRow[];
  readonly nextCursor: string | null;
}

export type ImportKind = 'divisions' | 'shapes' | 'households' | 'guardian-phones' | 'responders';

export const estateApi = {
  divisions: async (under: string) =>
    (await call<{ divisions: DivisionNode[] }>('GET', `/api/divisions?under=${under}`)).divisions,
  search: async (q: string) =>
    (await call<{ divisions: DivisionHit[] }>('GET', `/api/divisions/search?${new URLSearchParams({ q })}`))
      .divisions,
  sites: async (division: string) =>
    (await call<{ sites: SiteView[] }>('GET', `/api/sites?division=${division}`)).sites,
  createSite: (site: SiteBody) => call<SiteView>('POST', '/api/sites', site),
  changeSite: (siteId: string, site: SiteBody) => call<SiteView>('PUT', `/api/sites/${siteId}`, site),
  removeSite: (siteId: string) => call<{ ok: true }>('DELETE', `/api/sites/${siteId}`),
  gateway: (gatewayId: string) => call<GatewayRecord>('GET', `/api/gateways/${gatewayId}/record`),
  changeGateway: (gatewayId: string, record: GatewayRecord) =>
    call<GatewayRecord>('PUT', `/api/gateways/${gatewayId}/record`, record),
  households: (query: { division: string; q: string; cursor?: string }) =>
    call<HouseholdPage>('GET', `/api/households?${new URLSearchParams(query)}`),
  card: ({ gatewayId, householdId }: HouseholdKey) =>
    call<HouseholdCard>('GET', `${household(gatewayId, householdId)}/card`),
  reveal: (
    { gatewayId, householdId }: HouseholdKey,
    { id, kind }: Pick<Contact, 'id' | 'kind'>,
    alertId: string | null,
  ) => call<{ phone: string }>('POST', `${household(gatewayId, householdId)}/reveal`, { kind, id, alertId }),
  edit: ({ gatewayId, householdId }: HouseholdKey) =>
    call<HouseholdEdit>('GET', `${household(gatewayId, householdId)}/edit`),
  writeRecord: ({ gatewayId, householdId }: HouseholdKey, record: HouseholdRecord) =>
    call<HouseholdCard>('PUT', `${household(gatewayId, householdId)}/record`, record),
  writeResidents: ({ gatewayId, householdId }: HouseholdKey, residents: readonly ResidentInput[]) =>
    call<HouseholdCard>('PUT', `${household(gatewayId, householdId)}/residents`, { residents }),
  writeGuardians: ({ gatewayId, householdId }: HouseholdKey, guardians: readonly HouseholdGuardian[]) =>
    call<HouseholdCard>('PUT', `${household(gatewayId, householdId)}/guardians`, { guardians }),
  bindings: ({ gatewayId, householdId }: HouseholdKey) =>
    call<Bindings>('GET', `${household(gatewayId, householdId)}/bindings`),
  makeCode: (
    { gatewayId, householdId }: HouseholdKey,
    wish: { readonly relation: string; readonly position: number | null },
  ) => call<BindingCode>('POST', `${household(gatewayId, householdId)}/binding-codes`, wish),
  cancelCode: ({ gatewayId, householdId }: HouseholdKey, codeId: string) =>
    call<{ ok: true }>('DELETE', `${household(gatewayId, householdId)}/binding-codes/${codeId}`),
  removeBinding: ({ gatewayId, householdId }: HouseholdKey, guardianId: string) =>
    call<{ ok: true }>('DELETE', `${household(gatewayId, householdId)}/bindings/${guardianId}`),
  writePhone: (guardianId: string, phone: string | null) =>
    call<{ ok: true }>('PUT', `/api/guardians/${guardianId}/phone`, { phone }),
};

/** @throws ApiError; its body tells the bad rows. */
export async function importFile(kind: ImportKind, file: Blob, isDryRun: boolean): Promise<ImportReport> {
  const answer = await fetch(`/api/import/${kind}?dryRun=${isDryRun}`, {
    method: 'POST',
    headers: { 'content-type': kind === 'shapes' ? 'application/geo+json' : 'text/csv' },
    body: file,
  });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as ImportReport;
}
