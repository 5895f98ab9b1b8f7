/** What can be wrong with a simulated camera, as data, and the damage to its packets. Pure and repeatable. */
import { z } from 'zod';
import { INTERLEAVED_HEADER_BYTES } from './rtp-packetise.ts';

const fraction = (title: string, description: string) =>
  z.number().min(0).max(1).optional().meta({ title, unit: 'fraction', description });

export const faultsSchema = z
  .strictObject({
    stall: z.boolean().optional().meta({
      title: 'Stall',
      description:
        'Keep the connection and send nothing: neither pictures nor replies. Afterwards video goes on at the next keyframe.',
    }),
    cut: z
      .strictObject({
        how: z.enum(['fin', 'rst']),
        afterFrames: z.int().min(0).max(1_000_000).default(0),
      })
      .optional()
      .meta({
        title: 'Cut',
        description:
          'End each connection in order (FIN) or abruptly (RST) once it has been sent so many frames.',
      }),
    refuseStatus: z.int().min(400).max(599).optional().meta({
      title: 'Refuse',
      description: 'Answer DESCRIBE, SETUP and PLAY with this RTSP status, for example 401, 404 or 503.',
    }),
    lossFraction: fraction(
      'Packet loss',
      'Share of RTP packets that are left out; their sequence numbers are missing.',
    ),
    corruptFraction: fraction(
      'Corruption',
      'Share of RTP packets in which bytes of the payload are inverted.',
    ),
    seed: z.int().min(1).max(0xffff_ffff).optional().meta({
      title: 'Seed',
      description: 'Seed of loss and corruption: the same seed damages the same packets of every session.',
    }),
    useAlternate: z.boolean().optional().meta({
      title: 'Use the alternate clip',
      description:
        'Play the camera’s alternate clip, also to clients already playing: another size or codec in mid-stream.',
    }),
    announce: z.enum(['audio', 'mjpeg']).optional().meta({
      title: 'Announce something else',
      description: 'New clients are offered silent G.711 sound without video, or grey Motion JPEG.',
    }),
    startDelayMs: z.int().min(0).max(600_000).optional().meta({
      title: 'Delayed start',
      unit: 'ms',
      description: 'Time from PLAY to the first frame.',
    }),
  })
  .meta({ title: 'Camera faults' });

/** Checked faults; an empty object is a camera in order. */
export type Faults = z.infer<typeof faultsSchema>;
/** Faults as a caller writes them. */
export type FaultsInput = z.input<typeof faultsSchema>;

const DEFAULT_SEED = 1;
const CORRUPTED_BYTES = 8;
/** NAL unit or fragment headers are spared, so that damage hits the picture and not the framing. */
const SPARED_PAYLOAD_BYTES = 3;

/** Numbers in [0, 1), the same for the same seed: Marsaglia's 32-bit xorshift with the triple (13, 17, 5). */
export function seededRandom(seed = DEFAULT_SEED): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Applies loss and corruption to one interleaved packet, in place; `undefined` means that it is lost. */
export function damagePacket(packet: Buffer, faults: Faults, random: () => number): Buffer | undefined {
  if (faults.lossFraction !== undefined && random() < faults.lossFraction) return undefined;
  if (faults.corruptFraction !== undefined && random() < faults.corruptFraction) {
    const from = INTERLEAVED_HEADER_BYTES + SPARED_PAYLOAD_BYTES;
    for (let count = 0; count < CORRUPTED_BYTES && packet.length > from; count += 1) {
      const at = from + Math.floor(random() * (packet.length - from));
      packet[at] = (packet[at] ?? 0) ^ 0xff;
    }
  }
  return packet;
}
