/** Calls of the cameras' page. */
import type {
  CameraCounts,
  CameraDetail,
  CameraNode,
  CameraRow,
  CameraState,
} from '../../../../../edge-config/contracts/rest.ts';
import { call } from '../../shared/api.ts';

export interface CameraFilter {
  readonly division?: string;
  readonly gatewayId?: string;
  readonly householdId?: string;
  readonly state?: CameraState;
  readonly placeKind?: CameraRow['placeKind'];
  readonly q?: string;
}

export interface CameraPage {
  readonly cameras: CameraRow[];
  readonly nextCursor: string | null;
  readonly counts: CameraCounts;
}

const PAGE_SIZE = 200;

export const camerasApi = {
  list: (filter: CameraFilter, cursor: string | undefined) =>
    call<CameraPage>('GET', `/api/cameras?${queryOf({ ...filter, cursor, limit: String(PAGE_SIZE) })}`),
  tree: (below: { under?: string; gatewayId?: string }) =>
    call<{ nodes: CameraNode[] }>('GET', `/api/camera-tree?${queryOf(below)}`),
  one: ({ cameraId, gatewayId }: Pick<CameraRow, 'gatewayId' | 'cameraId'>) =>
    call<CameraDetail>('GET', `/api/cameras/${gatewayId}/${cameraId}`),
};

function queryOf(values: Readonly<Record<string, string | undefined>>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, value]],
    ),
  );
}
