/**
 * H.264 and H.265 elementary streams in Annex B form, as bytes: NAL units, access units, parameter sets. Pure.
 *
 * Input must carry access unit delimiters (AUD), which ffmpeg's `h264_metadata=aud=insert` and
 * `hevc_metadata=aud=insert` write: with them, access units are found without parsing slice headers.
 */

export type VideoCodec = 'h264' | 'h265';

/** One picture: its NAL units without start codes and without the delimiter, in decoding order. */
export interface AccessUnit {
  readonly nalUnits: readonly Buffer[];
  /** A decoder can start here. */
  readonly keyframe: boolean;
}

export interface ElementaryStream {
  readonly codec: VideoCodec;
  readonly accessUnits: readonly AccessUnit[];
  /** First of each kind: H.264 SPS, PPS; H.265 VPS, SPS, PPS. */
  readonly parameterSets: readonly Buffer[];
}

/** Length of the NAL unit header. ITU-T H.264 7.3.1, H.265 7.3.1.2. */
export const NAL_HEADER_BYTES: Record<VideoCodec, number> = { h264: 1, h265: 2 };

const H264 = { idrSlice: 5, sps: 7, pps: 8, delimiter: 9 };
const H265 = { firstIrap: 16, lastIrap: 21, vps: 32, sps: 33, pps: 34, delimiter: 35 };

/** ITU-T H.264 table 7-1, H.265 table 7-1. */
export function nalUnitType(codec: VideoCodec, nalUnit: Buffer): number {
  const first = nalUnit[0] ?? 0;
  return codec === 'h264' ? first & 0x1f : (first >> 1) & 0x3f;
}

/**
 * NAL units between start codes, as views of `bytes`. Zero bytes before a start code belong to it
 * (ITU-T H.264 B.1: `leading_zero_8bits`, `trailing_zero_8bits`); a NAL unit never ends in zero.
 */
export function splitNalUnits(bytes: Buffer): Buffer[] {
  const nalUnits: Buffer[] = [];
  let start = afterStartCode(bytes, 0);
  while (start !== -1) {
    const next = afterStartCode(bytes, start);
    let end = next === -1 ? bytes.length : next - START_CODE.length;
    while (end > start && bytes[end - 1] === 0) end -= 1;
    if (end > start) nalUnits.push(bytes.subarray(start, end));
    start = next;
  }
  return nalUnits;
}

const START_CODE = Buffer.from([0, 0, 1]);

function afterStartCode(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(START_CODE, from);
  return at === -1 ? -1 : at + START_CODE.length;
}

/** Groups NAL units by their delimiters. Pictures before the first keyframe are left out: nobody can decode them. */
export function readElementaryStream(codec: VideoCodec, bytes: Buffer): ElementaryStream {
  const delimiter = codec === 'h264' ? H264.delimiter : H265.delimiter;
  const groups: Buffer[][] = [];
  for (const nalUnit of splitNalUnits(bytes)) {
    if (nalUnitType(codec, nalUnit) === delimiter || groups.length === 0) groups.push([]);
    if (nalUnitType(codec, nalUnit) !== delimiter) groups.at(-1)?.push(nalUnit);
  }
  const accessUnits = groups
    .filter((nalUnits) => nalUnits.length > 0)
    .map((nalUnits) => ({ nalUnits, keyframe: nalUnits.some((nalUnit) => startsDecoding(codec, nalUnit)) }));
  const firstKeyframe = accessUnits.findIndex((unit) => unit.keyframe);
  return {
    codec,
    accessUnits: firstKeyframe === -1 ? [] : accessUnits.slice(firstKeyframe),
    parameterSets: firstParameterSets(codec, groups.flat()),
  };
}

function startsDecoding(codec: VideoCodec, nalUnit: Buffer): boolean {
  const type = nalUnitType(codec, nalUnit);
  return codec === 'h264' ? type === H264.idrSlice : type >= H265.firstIrap && type <= H265.lastIrap;
}

function firstParameterSets(codec: VideoCodec, nalUnits: readonly Buffer[]): Buffer[] {
  const wanted = codec === 'h264' ? [H264.sps, H264.pps] : [H265.vps, H265.sps, H265.pps];
  return wanted.flatMap((type) => nalUnits.find((nalUnit) => nalUnitType(codec, nalUnit) === type) ?? []);
}
