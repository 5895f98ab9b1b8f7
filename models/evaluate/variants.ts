/**
 * The same clips as other cameras would have shown them. Labels stay true, since neither times nor what happens change;
 * what the eyes and the rules make of it shows how much hangs on one room and one lens.
 */

/** ffmpeg filters by name; noise is seeded, so that two runs see the same. */
export const VARIANTS = {
  mirrored: ['hflip'],
  dim: ['eq=brightness=-0.25:contrast=0.5', 'noise=alls=6:allf=t:all_seed=7'],
  gray: ['hue=s=0'],
  blurred: ['gblur=sigma=3'],
  tilted: ['rotate=8*PI/180:fillcolor=gray'],
  wide: ['lenscorrection=k1=-0.25:k2=0.05'],
  shifted: ['trim=start=0.13', 'setpts=PTS-STARTPTS'],
  far: farther(0.6),
  half: farther(0.5),
  third: farther(1 / 3),
} as const satisfies Record<string, readonly string[]>;

export type Variant = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as Variant[];

/** The scene as a smaller part of the picture. */
function farther(share: number): readonly string[] {
  const whole = `w=iw/${share}:h=ih/${share}`;
  return [`scale=iw*${share}:ih*${share}`, `pad=${whole}:x=(ow-iw)/2:y=(oh-ih)*0.7:color=gray`];
}
