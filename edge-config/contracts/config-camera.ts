/** Settings of one camera: where it is, what it may show, its zones. */
import { z } from 'zod';
import { hasProtocol, secretSchema } from './config-secret.ts';
import { placeKindSchema, polygonSchema, slugSchema } from './primitives.ts';

const rtspUrlSchema = z
  .string()
  .refine(isRtspUrl, { message: 'not an RTSP address', params: { fix: 'write rtsp://host[:port]/path' } })
  .meta({
    title: 'RTSP address',
    description: 'rtsp:// or rtsps:// address; credentials may stand beside it instead.',
  });

function isRtspUrl(text: string): boolean {
  return hasProtocol(text, ['rtsp:', 'rtsps:']);
}

const zoneSchema = z
  .strictObject({
    id: slugSchema,
    kind: z.enum(['rest', 'ignore', 'privacy', 'water', 'exit']).meta({
      title: 'Zone kind',
      description:
        'rest: bed, sofa, kang. ignore: persons here are not looked at. privacy: blacked out in every image. water: whoever enters is an alert. exit: a door or gate, watched in curfew hours.',
    }),
    label: z.string().max(60).default(''),
    polygon: polygonSchema.refine((corners) => !crossesItself(corners), {
      message: 'its edges cross each other',
      params: { fix: 'list the corners in their order around the area' },
    }),
  })
  .meta({ title: 'Zone' });

/** Whether two edges that are no neighbours cut each other. */
function crossesItself(corners: readonly (readonly [number, number])[]): boolean {
  const edges = corners.map(
    (corner, index) => [corner, corners[(index + 1) % corners.length] ?? corner] as const,
  );
  const side = (
    [ax, ay]: readonly [number, number],
    [bx, by]: readonly [number, number],
    [px, py]: readonly [number, number],
  ) => Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
  return edges.some(([a, b], first) =>
    edges.some(([c, d], second) => {
      const areApart = second > first + 1 && !(first === 0 && second === edges.length - 1);
      return areApart && side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    }),
  );
}

const consentSchema = z
  .strictObject({
    by: z
      .string()
      .min(1)
      .max(120)
      .meta({ title: 'Given by', description: 'Relation, not a name, e.g. "resident".' }),
    on: z.iso.date().meta({ title: 'Date' }),
    scope: z.string().min(1).max(240).meta({ title: 'Scope' }),
  })
  .meta({ title: 'Consent record' });

export const cameraConfigSchema = z
  .strictObject({
    id: slugSchema,
    name: z.string().min(1).max(120),
    householdId: slugSchema.optional(),
    url: rtspUrlSchema,
    username: z.string().min(1).max(128).optional(),
    password: secretSchema.optional(),
    gb28181Id: z
      .string()
      .regex(/^\d{20}$/, 'use 20 digits')
      .optional()
      .meta({ title: 'GB/T 28181 id' }),
    place: placeKindSchema,
    consent: consentSchema.optional(),
    zones: z.array(zoneSchema).max(32).default([]),
  })
  .refine((camera) => camera.place !== 'indoor' || camera.consent !== undefined, {
    path: ['consent'],
    message: 'an indoor camera needs a consent record',
    params: { fix: 'add consent: { by, on, scope }' },
  })
  .meta({ title: 'Camera' });
export type CameraConfig = z.infer<typeof cameraConfigSchema>;
