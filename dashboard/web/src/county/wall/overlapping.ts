/** Of labels that would be written over each other, the first stays and the others are hidden. */
export function hideOverlapping(labels: readonly HTMLElement[]): void {
  const kept: DOMRect[] = [];
  for (const label of labels) {
    const own = label.getBoundingClientRect();
    const isFree = kept.every(
      ({ bottom, left, right, top }) =>
        own.right <= left || own.left >= right || own.bottom <= top || own.top >= bottom,
    );
    label.style.visibility = isFree ? '' : 'hidden';
    if (isFree) kept.push(own);
  }
}
