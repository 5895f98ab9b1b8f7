import { useEffect, useState } from 'react';

const read = () => ({ wallMs: Date.now(), monotonicMs: performance.now() });

/** Wall and monotonic time, once a second: for what ticks and for what turns stale. */
export function useNow(): { wallMs: number; monotonicMs: number } {
  const [now, setNow] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => setNow(read()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
