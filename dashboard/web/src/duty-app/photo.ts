/** A photo made small enough for a village network; drawing it anew leaves its metadata behind. */

/** More than the console keeps: it softens what it gets. */
const SIDE_PX = 1600;
const QUALITY = 0.85;

/** @returns the file itself when this browser cannot draw it: the console reads it, or says that it cannot. */
export async function shrink(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    return drawn ?? file;
  } catch {
    return file;
  }
}
