/** What the simulator plays: cameras with their clips, credentials and faults. */
import { z } from 'zod';
import { secretSchema } from '../contracts/config.ts';
import { faultsSchema } from './faults.ts';

const simulatedCameraSchema = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/, 'use letters, digits, ".", "_", "-" and "/"')
    .meta({ title: 'Path', description: 'Path of the RTSP address, without the first slash.' }),
  file: z.string().min(1).meta({ title: 'Video file', description: 'Relative to the config file.' }),
  alternateFile: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Alternate clip', description: 'Played while the fault useAlternate is on.' }),
  codec: z.enum(['h264', 'h265']).default('h264').meta({ title: 'Codec' }),
  holdS: z.number().min(0).max(600).default(0).meta({
    title: 'Hold',
    unit: 's',
    description: 'The last picture stays this long before the clip starts again.',
  }),
  auth: z
    .strictObject({
      scheme: z.enum(['basic', 'digest']),
      username: z.string().min(1).max(128),
      password: secretSchema,
    })
    .optional(),
  faults: faultsSchema.prefault({}),
});

export const simulatorConfigSchema = z
  .strictObject({
    version: z.literal(1),
    host: z.string().default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(8554),
    cameras: z.array(simulatedCameraSchema).min(1).max(256),
  })
  .meta({ title: 'Shouwang camera simulator config' });

export type SimulatorConfig = z.infer<typeof simulatorConfigSchema>;
export type SimulatorConfigInput = z.input<typeof simulatorConfigSchema>;
